import type { Address } from '#core/address.ts'
import type { Digest } from '#core/digest.ts'
import { earliest, type Instant } from '#core/engine.ts'
import type { PeerName, Taking, Way } from '#core/exchange/contract.ts'
import { Group, type GroupParts } from '#core/exchange/crew/group.ts'
import { crewMax } from '#core/exchange/limits.ts'

/** The groups of this node, and what the devices of its site take. */
export class Crews {
  readonly #parts: GroupParts
  readonly #groups = new Map<Digest, Group>()
  /** What each device said last. A message has a bound, and a device one entry. */
  readonly #takings = new Map<PeerName, readonly Taking[]>()
  /** The group whose payloads will be wanted. */
  #intended: Digest | undefined
  #isShunned = false
  #said: readonly Taking[] = []
  /** Members that a crew may have; undefined when it has to be worked out again. */
  #size: number | undefined

  constructor(parts: GroupParts) {
    this.#parts = parts
  }

  /** Whether this node is in any of its crews. */
  get isMember(): boolean {
    for (const group of this.#groups.values()) if (group.isMember) return true
    return false
  }

  /** The members of the crews that this node is in. */
  mates(): readonly PeerName[] {
    const mates: PeerName[] = []
    for (const group of this.#groups.values()) mates.push(...group.mates())
    return mates
  }

  /** Whether another device takes the release of this group. */
  hasOthers(group: Digest): boolean {
    return this.#groups.get(group)?.hasOthers ?? false
  }

  /** Whether a crew divides this payload, as far as this node lacks it. */
  divides(address: Address): boolean {
    for (const { shares } of this.#groups.values()) if (shares.has(address)) return true
    return false
  }

  /** Forms the crew of a group whose payloads are not known yet; undefined when they are. */
  intend(group: Digest | undefined, now: Instant): void {
    const before = this.#intended
    this.#intended = group
    if (group !== undefined) this.#groupOf(group, now)
    if (before !== undefined && before !== group) this.#endIfIdle(before)
  }

  want(digest: Digest, way: Way, now: Instant): void {
    this.#groupOf(digest, now).want(way, now)
  }

  /** The last want of a group ends it. */
  unwant(digest: Digest, address: Address): void {
    this.#groups.get(digest)?.shares.unwant(address)
    this.#endIfIdle(digest)
  }

  queue(digest: Digest, address: Address): void {
    this.#groups.get(digest)?.shares.queue(address)
  }

  /** A neighbour fetches a payload, and has the others wait until `since`. True when that is sooner than before. */
  leased(address: Address, since: Instant): boolean {
    let isSooner = false
    for (const { shares } of this.#groups.values()) if (shares.leased(address, since)) isSooner = true
    return isSooner
  }

  /** A neighbour has a payload. */
  offered(address: Address): void {
    for (const { shares } of this.#groups.values()) shares.offered(address)
  }

  /** No seeder has a payload now: it is not looked at before `until`. */
  missed(address: Address, until: Instant): void {
    for (const { shares } of this.#groups.values()) shares.missed(address, until)
  }

  /** A device says all that it takes now. */
  heard(peer: PeerName, takings: readonly Taking[]): void {
    this.#takings.set(peer, takings)
    this.#size = undefined
    for (const [digest, group] of this.#groups)
      group.heard(
        peer,
        takings.find((taking) => taking.group === digest),
      )
  }

  /** A device left. Returns the groups that none of the others takes. */
  left(peer: PeerName): readonly Digest[] {
    const groups = this.groupsOf(peer)
    this.#takings.delete(peer)
    this.#size = undefined
    for (const group of this.#groups.values()) group.heard(peer, undefined)
    const isTaken = (group: Digest) => [...this.#takings.keys()].some((other) => this.groupsOf(other).includes(group))
    return groups.filter((group) => !isTaken(group))
  }

  /** The groups of a device, as it said last. */
  groupsOf(peer: PeerName): readonly Digest[] {
    return (this.#takings.get(peer) ?? []).map((taking) => taking.group)
  }

  /** A neighbour was seen to fetch. True when a crew is to be worked out again because of it. */
  moved(peer: PeerName): boolean {
    let isStale = false
    for (const group of this.#groups.values()) if (group.moved(peer)) isStale = true
    return isStale
  }

  /** Leaves the crews to faster devices. False when this was done before. */
  stepBack(): boolean {
    return [...this.#groups.values()].map((group) => group.stepBack()).includes(true)
  }

  /** Whether nobody takes anything from this node, which leaves the crews to others then. True when that is new. */
  shun(isShunned: boolean): boolean {
    if (isShunned === this.#isShunned) return false
    this.#isShunned = isShunned
    for (const group of this.#groups.values()) group.shun(isShunned)
    return isShunned
  }

  /** Works the crews out again. Returns what this node takes now, if that is not what it said last. */
  review(hasWan: boolean, now: Instant): readonly Taking[] | undefined {
    const size = this.#crewSize()
    const takings: Taking[] = []
    for (const group of this.#groups.values()) {
      const taking = group.review({ hasWan, size }, now)
      if (taking !== undefined) takings.push(taking)
    }
    if (isSame(takings, this.#said)) return undefined
    this.#said = takings
    return takings
  }

  take(now: Instant, isNeeded: (address: Address) => boolean): Address | undefined {
    for (const group of this.#groups.values()) {
      const address = group.take(now, isNeeded)
      if (address !== undefined) return address
    }
    return undefined
  }

  nextAt(now: Instant): Instant | undefined {
    let next: Instant | undefined
    for (const group of this.#groups.values()) next = earliest(next, group.nextAt(now))
    return next
  }

  #groupOf(digest: Digest, now: Instant): Group {
    const known = this.#groups.get(digest)
    if (known !== undefined) return known
    const group = new Group(digest, this.#parts, now)
    group.shun(this.#isShunned)
    this.#groups.set(digest, group)
    this.#size = undefined
    for (const [peer, takings] of this.#takings) {
      const taking = takings.find((one) => one.group === digest)
      group.heard(peer, taking)
    }
    return group
  }

  #endIfIdle(digest: Digest): void {
    if (this.#groups.get(digest)?.shares.size !== 0 || digest === this.#intended) return
    this.#groups.delete(digest)
    this.#size = undefined
  }

  /** The flows over the site's one WAN link are divided among the groups that use it. */
  #crewSize(): number {
    if (this.#size !== undefined) return this.#size
    const groups = new Set(this.#groups.keys())
    for (const peer of this.#takings.keys()) for (const group of this.groupsOf(peer)) groups.add(group)
    this.#size = Math.max(1, Math.floor(crewMax / Math.max(1, groups.size)))
    return this.#size
  }
}

function isSame(left: readonly Taking[], right: readonly Taking[]): boolean {
  return left.length === right.length && left.every((taking, place) => taking === right[place])
}
