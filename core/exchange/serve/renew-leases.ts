import { type Instant, later } from '#core/engine.ts'
import type { Pace } from '#core/exchange/crew/pace.ts'
import type { Fetch } from '#core/exchange/ledger/fetches.ts'
import { leaseRenewalMsMin } from '#core/exchange/limits.ts'
import type { Announcer } from '#core/exchange/serve/announcer.ts'

/**
 * Whether the lease of a fetch that moves is to be said again. The second time is soon, for a neighbour that missed the
 * first would begin the same; then as often as the patience of the others needs it.
 */
export function isRenewalDue({ leasedAt, leasedBytes }: Fetch, pace: Pace, now: Instant): boolean {
  return now >= later(leasedAt, leasedBytes === 0 ? leaseRenewalMsMin : pace.leaseRenewalMs)
}

/** Renews the leases of all fetches over the WAN that moved since: one message does for all. */
export function renewLeases(fetches: Iterable<Fetch>, announcer: Announcer, now: Instant): void {
  for (const fetch of fetches) {
    if (!fetch.overWan || fetch.cancelled || fetch.receivedBytes === fetch.leasedBytes) continue
    fetch.leasedAt = now
    fetch.leasedBytes = fetch.receivedBytes
    announcer.took(fetch)
  }
}
