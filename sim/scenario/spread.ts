import type { Random } from '#sim/random.ts'
import type { Spread } from './scenario.ts'

/** Steps in which a spread is drawn, so that both of its ends come up. */
const steps = 1_000_000

/** A number of a spread, evenly from one end to the other; a number that all share costs no chance. */
export function drawn(spread: Spread, random: Random): number {
  if (typeof spread === 'number') return spread
  return spread.from + (spread.to - spread.from) * (random.below(steps + 1) / steps)
}
