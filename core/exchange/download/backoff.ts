import type { Random } from '#core/random.ts'

/** A rest that doubles with every failure in a row. */
export interface Backoff {
  readonly firstMs: number
  readonly mostMs: number
}

/** After `busy` and `missing`: the node answers, so it is asked again soon. */
export const answeredBackoff: Backoff = { firstMs: 200, mostMs: 2_000 }

/** After a fault: the node or the way to it is broken. */
export const faultBackoff: Backoff = { firstMs: 200, mostMs: 30_000 }

/**
 * The rest after `failures` in a row (1 or more), in milliseconds: the doubled time, of which up to
 * half is taken off by chance, so that a site does not come back all at once.
 */
export function restMs(backoff: Backoff, failures: number, random: Random): number {
  const doubled = Math.min(backoff.mostMs, backoff.firstMs * 2 ** Math.min(failures - 1, 30))
  return Math.max(backoff.firstMs, doubled * (1 - random.fraction() / 2))
}
