/** How long something that the tracker signs is good for. */
export interface Validity {
  readonly expires: Date
  /** How long it is good for from its signing on, in days. */
  readonly days: number
}

const dayMs = 24 * 60 * 60 * 1000

/** Whether more than half of the time of one of them is over: then all are signed anew. */
export function isRenewalDue(signed: readonly Validity[], now: Date): boolean {
  return signed.some(({ expires, days }) => expires.getTime() - now.getTime() < (days * dayMs) / 2)
}
