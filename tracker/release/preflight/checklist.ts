/** The answer to one question of the checklist before a release. */
export interface ChecklistLine {
  /** What was asked: `upgrade from 1.3.0`, `signatures`. */
  readonly item: string
  /** `open`: it does not decide whether the release may go out; a person looks at it, or nobody could tell. */
  readonly verdict: 'pass' | 'fail' | 'open'
  /** What was found, a sentence without its full stop, with the numbers. */
  readonly found: string
  /** What to do about it; empty where it passed. */
  readonly advice: string
}

/** The checklist of one release, answered. */
export interface Checklist {
  readonly product: string
  readonly version: string
  /** Whether no line failed. */
  readonly isReady: boolean
  readonly lines: readonly ChecklistLine[]
}

/** It is as it should be. */
export function passed(item: string, found: string): ChecklistLine {
  return { item, verdict: 'pass', found, advice: '' }
}

/** The release must not go out like this. */
export function failed(item: string, found: string, advice: string): ChecklistLine {
  return { item, verdict: 'fail', found, advice }
}

/** Left to a person. */
export function open(item: string, found: string, advice: string): ChecklistLine {
  return { item, verdict: 'open', found, advice }
}
