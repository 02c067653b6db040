import type { PeerName } from '#core/exchange/contract.ts'
import { type RingPeer, ringPlace } from '#core/neighbours/ring.ts'

const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** A name in the form of a peer id; different numbers below 58^4 give different names. */
export function nameOf(number: number): PeerName {
  const digits = [3, 2, 1, 0].map((power) => letters[Math.floor(number / 58 ** power) % 58])
  return `12D3KooW${'x'.repeat(40)}${digits.join('')}` as PeerName
}

/** Where the peer of a number can be dialled. */
export function addressOf(number: number, port = 4001): string {
  return `/ip4/192.0.2.1/tcp/${port}/p2p/${nameOf(number)}`
}

/** The peer of a number on the ring. */
export function ringPeer(number: number): RingPeer {
  return { peer: nameOf(number), place: ringPlace(nameOf(number)) }
}
