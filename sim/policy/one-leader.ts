import { earliest, type Instant, instant, later } from '#core/engine.ts'
import type { Link, PeerName } from '#core/exchange/contract.ts'
import { settleMs } from '#core/exchange/limits.ts'
import { fromNeighbours, fromOrigin, servesMax } from './lan-first.ts'
import type { OpenWant } from './ledger/open-wants.ts'
import type { Source } from './ledger/sources.ts'
import type { Choice, Situation, Strategy } from './strategy.ts'

/** Each step down in the order of names waits this much longer for those before it to bring something in, */
const patienceMs = 3_000

/** up to this. */
const patienceMsMax = 30_000

/**
 * The live device of a site with the lowest name fetches over the WAN, the others from the LAN only: the bully's
 * election (Garcia-Molina, "Elections in a distributed computing system", 1982), as Nomad holds one in each subnet
 * (https://help.1e.com/display/NMD702/Download+once+to+branch). When the leader leaves, the next one leads. One that
 * is there and brings nothing in of what is wanted is passed over, one name after the other: it may run another
 * version, or not be allowed on the WAN.
 */
export class OneLeader implements Strategy {
  readonly servesMax = servesMax
  readonly tellsProgress = true
  readonly #self: PeerName
  /** When a device before this one was heard to have, or to bring in, what is wanted here. */
  #heardAt = instant(0)
  /** Until then neighbours are looked for. */
  #settledAt: Instant | undefined

  constructor(self: PeerName) {
    this.#self = self
  }

  isPartnerOver(link: Link): boolean {
    return link === 'lan'
  }

  heard(partner: Source, now: Instant): void {
    if (partner.name < this.#self) this.#heardAt = now
  }

  next(situation: Situation): Choice | undefined {
    const fromAt = this.#turnOf(situation)
    return fromNeighbours(situation) ?? fromOrigin(situation, (want) => fromAt(want) <= situation.now)
  }

  nextAt(situation: Situation): Instant | undefined {
    const fromAt = this.#turnOf(situation)
    let next: Instant | undefined
    for (const want of situation.wants.idle) {
      const at = fromAt(want)
      if (at > situation.now) next = earliest(next, at)
    }
    return next
  }

  /** From when on a want may be met over the WAN, if nobody before this device is heard until then. */
  #turnOf({ sources, now }: Situation): (want: OpenWant) => Instant {
    this.#settledAt ??= later(now, settleMs)
    const settledAt = this.#settledAt
    let before = 0
    for (const { name, link, role } of sources.values()) {
      if (link === 'lan' && role === 'device' && name < this.#self) before += 1
    }
    const waitMs = Math.min(before * patienceMs, patienceMsMax)
    return ({ since }) => instant(Math.max(settledAt, later(instant(Math.max(since, this.#heardAt)), waitMs)))
  }
}
