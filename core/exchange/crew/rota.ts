import type { Address } from '#core/address.ts'
import { earliest, type Instant } from '#core/engine.ts'
import type { Way } from '#core/exchange/contract.ts'
import type { Crews } from '#core/exchange/crew/crews.ts'
import type { Rivals } from '#core/exchange/download/rivals.ts'
import type { Turns } from '#core/exchange/download/turns.ts'
import type { Leases } from '#core/exchange/ledger/leases.ts'
import type { Want } from '#core/exchange/ledger/wants.ts'

/** What a rota is made of. */
export interface RotaParts {
  readonly turns: Turns
  readonly crews: Crews
  readonly leases: Leases
  readonly rivals: Rivals
}

/** When this node fetches what over the WAN: the shares of a crew where a want has a group, else by turns. */
export class Rota {
  readonly #parts: RotaParts

  constructor(parts: RotaParts) {
    this.#parts = parts
  }

  /** Whether a crew leaves anything to this node. */
  get hasShares(): boolean {
    return this.#parts.crews.isMember
  }

  /** Takes a want on. Its payload is not queued yet. */
  want({ group, wanWay }: Want, now: Instant): void {
    if (wanWay === undefined) return
    const { turns, crews } = this.#parts
    if (group === undefined) turns.want(wanWay.address, now)
    else crews.want(group, wanWay, now)
    this.leased(wanWay.address, now)
  }

  unwant({ group, wanWay }: Want): void {
    if (wanWay === undefined) return
    const { turns, crews } = this.#parts
    if (group === undefined) turns.unwant(wanWay.address)
    else crews.unwant(group, wanWay.address)
  }

  /** Meets a want by another payload from now on. It is queued. */
  reroute(want: Want, way: Way, now: Instant): void {
    const before = { ...want }
    want.wanWay = way
    // Taken on before the other is given up: the last want of a group would end it, and its crew.
    this.want(want, now)
    this.unwant(before)
    this.queue(want)
  }

  /** Lets the payload of a want be taken when it is due. */
  queue(want: Want): void {
    const { group, wanWay } = want
    if (wanWay === undefined || this.#parts.rivals.defers(want)) return
    const { turns, crews } = this.#parts
    if (group === undefined) turns.queue(wanWay.address)
    else crews.queue(group, wanWay.address)
  }

  /** The leases on a payload have changed. True when it may be due sooner than before. */
  leased(address: Address, now: Instant): boolean {
    const { turns, crews, leases } = this.#parts
    const since = leases.coveredUntil(address, now) ?? now
    const isTurnSooner = turns.heard(address, since)
    return crews.leased(address, since) || isTurnSooner
  }

  /** A neighbour has a payload, or what is made of it. */
  offered(address: Address, now: Instant): void {
    const { turns, crews, leases } = this.#parts
    turns.heard(address, leases.coveredUntil(address, now) ?? now)
    crews.offered(address)
  }

  /** No seeder has a payload now, or none can be asked for it: it is not looked at before `until`. */
  missed(address: Address, until: Instant): void {
    this.#parts.turns.missed(address, until)
    this.#parts.crews.missed(address, until)
  }

  /** The next payload that `isNeeded` and due; one of a crew's only if this node `mayTakeShares`. */
  take(now: Instant, mayTakeShares: boolean, isNeeded: (address: Address) => boolean): Address | undefined {
    const { turns, crews } = this.#parts
    return turns.take(now, isNeeded) ?? (mayTakeShares ? crews.take(now, isNeeded) : undefined)
  }

  /** When there is something to take: an instant that has passed, one that comes, or undefined when nothing is queued. */
  nextAt(now: Instant, mayTakeShares: boolean): Instant | undefined {
    const { turns, crews } = this.#parts
    return earliest(turns.nextAt(), mayTakeShares ? crews.nextAt(now) : undefined)
  }
}
