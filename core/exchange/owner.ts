import { hash } from 'node:crypto'
import type { Digest } from '#core/digest.ts'
import type { PeerName } from '#core/exchange/contract.ts'

/** The version of this ranking, as `hello` carries it. */
export const rankingVersion = 1

/**
 * How strongly `peer` owns `payload`: the first 48 bits of SHA-256 over the domain `mycel/crew/1`,
 * the digest and the peer, one a line (rendezvous hashing: Thaler and Ravishankar, 1998).
 */
export function ownerScore(payload: Digest, peer: PeerName): number {
  return Number.parseInt(hash('sha256', `mycel/crew/1\n${payload}\n${peer}`).slice(0, 12), 16)
}

/** In which order the devices of a site reboot, the highest first: as {@link ownerScore}, over `mycel/leave/1` and the peer. */
export function leavingScore(peer: PeerName): number {
  return Number.parseInt(hash('sha256', `mycel/leave/1\n${peer}`).slice(0, 12), 16)
}

/** True when `left` comes before `right` in the order of owners. Equal scores are ordered by name. */
export function comesBefore(left: OwnerRank, right: OwnerRank): boolean {
  return left.score === right.score ? left.peer < right.peer : left.score > right.score
}

/** A peer and its {@link ownerScore} for one payload. */
export interface OwnerRank {
  readonly peer: PeerName
  readonly score: number
}

/** The order in which `peers` own `payload`: the owner first, then who takes over from whom. */
export function rankOwners(payload: Digest, peers: Iterable<PeerName>): readonly PeerName[] {
  const ranks = Array.from(peers, (peer): OwnerRank => ({ peer, score: ownerScore(payload, peer) }))
  return ranks.sort((left, right) => (comesBefore(left, right) ? -1 : 1)).map((rank) => rank.peer)
}
