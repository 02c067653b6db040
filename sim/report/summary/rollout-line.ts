import { countOf, timeText } from '#sim/report/quantity.ts'
import type { RolloutResult } from '#sim/rollout/result/rollout-result.ts'
import type { RunResult } from '#sim/run/result.ts'

/** What came of the rollout of one seed: its story and its history are in `runs.jsonl`. */
export interface RolloutLine extends Omit<RolloutResult, 'story' | 'history'> {
  readonly seed: number
}

/** What came of the rollouts of some runs; none where the scenario has none. */
export function rolloutLines(runs: readonly RunResult[]): readonly RolloutLine[] {
  return runs.flatMap(({ seed, rollout }) => {
    if (rollout === undefined) return []
    const { story: _, history: __, ...line } = rollout
    return [{ seed, ...line }]
  })
}

/** How a rollout ended, in words: of several seeds the one that exposed most devices. */
export function rolloutText(lines: readonly RolloutLine[]): string {
  const [worst] = lines.toSorted((left, right) => right.exposed - left.exposed)
  if (worst === undefined) return ''
  const which = lines.length === 1 ? '' : `, seed ${worst.seed}`
  const opened = worst.phases.filter(({ openedAt }) => openedAt !== undefined).length
  return `${endText(worst)} in phase ${opened} of ${worst.phases.length}${which}`
}

function endText({ state, stop, exposed, takenBack, crashed }: RolloutLine): string {
  if (stop === undefined) return `${state}, ${countOf(exposed, 'device')} began`
  const parts = [
    `${countOf(stop.exposed, 'device')} had begun`,
    `${countOf(exposed - stop.exposed, 'more device')} did`,
  ]
  if (crashed > 0) parts.push(`${countOf(crashed, 'device')} crashed`)
  if (takenBack > 0) parts.push(`${countOf(takenBack, 'device')} went back`)
  return `${state} after ${timeText(stop.at)} (${parts.join(', ')})`
}
