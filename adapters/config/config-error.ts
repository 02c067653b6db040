import { UserError } from '#core/errors.ts'
import type { KeyPath } from './toml-lines.ts'

/** One thing that is wrong in a configuration file. */
export interface ConfigProblem {
  /** From 1. */
  readonly line: number
  /** The key as in TOML, `component[0].slot-a`; '' for the file as a whole. */
  readonly key: string
  /** What is wrong, and what is allowed. */
  readonly problem: string
}

/** The most problems that a message tells. */
const problemLinesMax = 20

/**
 * A configuration file cannot be used: every problem in it at once, in the order of its lines. The message tells the
 * first 20, `problems` has them all.
 */
export class ConfigError extends UserError {
  readonly file: string
  readonly problems: readonly ConfigProblem[]

  constructor(file: string, problems: readonly ConfigProblem[], options?: ErrorOptions) {
    const sorted = problems.toSorted((a, b) => a.line - b.line)
    super(messageAbout(file, sorted), options)
    this.file = file
    this.problems = sorted
  }
}

function messageAbout(file: string, problems: readonly ConfigProblem[]): string {
  const lines = problems.slice(0, problemLinesMax).map((problem) => lineOf(file, problem))
  const untold = problems.length - lines.length
  return [...lines, ...(untold > 0 ? [`and ${untold} more`] : [])].join('\n')
}

function lineOf(file: string, { line, key, problem }: ConfigProblem): string {
  return key === '' ? `${file}:${line}: ${problem}` : `${file}:${line}: ${key}: ${problem}`
}

/** A path as people write it: `component[0].slot-a`. */
export function keyText(path: KeyPath): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`))
    .join('')
}
