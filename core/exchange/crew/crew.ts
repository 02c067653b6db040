import type { Digest } from '#core/digest.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { comesBefore, type OwnerRank, ownerScore } from '#core/exchange/owner.ts'

/** A device that takes a release, as it says of itself, and its {@link ownerScore} for the group. */
export interface Taker extends OwnerRank {
  /** Devices of a lower tier are to use the WAN before others. */
  readonly tier: number
  /** Whether it uses the WAN for its group. */
  readonly isMember: boolean
}

/** What a device says of itself as a taker. */
export type TakerSays = Pick<Taker, 'tier' | 'isMember'>

/** A taker of a group by what it says of itself. As it was `known` before, its score need not be worked out again. */
export function takerOf(group: Digest, peer: PeerName, { tier, isMember }: TakerSays, known?: Taker): Taker {
  return { peer, score: known?.score ?? ownerScore(group, peer), tier, isMember }
}

/**
 * The few of `takers` that use the WAN, a pure function of the view: members before all others, then the lower
 * tier, then the order of owners. A joiner is no member yet, so it fills only a vacant place. Where nodes saw
 * different joiners first, more than `size` call themselves members for one message delay: then the
 * last of them step back, and leases keep what they had begun from being fetched twice.
 */
export function crewOf(takers: Iterable<Taker>, size: number): readonly PeerName[] {
  const crew: Taker[] = []
  for (const taker of takers) {
    const place = crew.findIndex((other) => goesFirst(taker, other))
    if (place >= 0) crew.splice(place, 0, taker)
    else if (crew.length < size) crew.push(taker)
    if (crew.length > size) crew.pop()
  }
  return crew.map((taker) => taker.peer)
}

/** Whether `left` is to use the WAN before `right`. */
export function goesFirst(left: Taker, right: Taker): boolean {
  if (left.isMember !== right.isMember) return left.isMember
  return left.tier === right.tier ? comesBefore(left, right) : left.tier < right.tier
}
