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
  #said: readonly Taking[] = []
  /** Members that a crew may have; undefined when it has to be worked out again. */
  #size: number | undefined

  constructor(parts: GroupParts) {
    this.#parts = parts
  }

  /** The other members of the crews that this node is in. */
  mates(): readonly PeerName[] {
    return [...this.#groups.values()].flatMap((group) => group.mates())
  }

  /** Whether another device takes the release of this group. */
  hasOthers(group: Digest): boolean {
    return this.#groups.get(group)?.hasOthers ?? false
  }

  /** Whether a crew divides this payload, as far as this node lacks it. */
  divides(address: Address): boolean {
    return [...this.#groups.values()].some(({ shares }) => shares.has(address))
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

  /** A neighbour fetches a payload, and has the others wait until `since`. */
  leased(address: Address, since: Instant): void {
    for (const { shares } of this.#groups.values()) shares.leased(address, since)
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

  /** A neighbour was seen to fetch. */
  moved(peer: PeerName): void {
    for (const group of this.#groups.values()) group.moved(peer)
  }

  /** Leaves the crews to faster devices. False when this was done before. */
  stepBack(): boolean {
    return [...this.#groups.values()].map((group) => group.stepBack()).includes(true)
  }

  /** Works the crews out again. Returns what this node takes now, if that is not what it said last. */
  review(hasWan: boolean, now: Instant): readonly Taking[] | undefined {
    const size = this.#crewSize()
    const takings = [...this.#groups.values()].map((group) => group.review({ hasWan, size }, now))
    const taking = takings.filter((one) => one !== undefined)
    if (isSame(taking, this.#said)) return undefined
    this.#said = taking
    return taking
  }

  take(now: Instant, isNeeded: (address: Address) => boolean): Address | undefined {
    for (const group of this.#groups.values()) {
      const address = group.take(now, isNeeded)
      if (address !== undefined) return address
    }
    return undefined
  }

  nextAt(now: Instant): Instant | undefined {
    return earliest(...Array.from(this.#groups.values(), (group) => group.nextAt(now)))
  }

  #groupOf(digest: Digest, now: Instant): Group {
    const known = this.#groups.get(digest)
    if (known !== undefined) return known
    const group = new Group(digest, this.#parts, now)
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
  const isEqual = (taking: Taking, place: number) =>
    taking.group === right[place]?.group &&
    taking.isMember === right[place].isMember &&
    taking.tier === right[place].tier
  return left.length === right.length && left.every(isEqual)
}
