import { createHash } from 'node:crypto'
import type { PeerName } from '#core/exchange/contract.ts'

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Characters of a peer id of an Ed25519 key after those that all of them share. */
const ownCharacters = 44

/** A name in the form of a libp2p peer id, the same for the same words. */
export function peerNameOf(words: string): PeerName {
  const hash = createHash('sha512').update(`mycel/sim/peer/1\n${words}`).digest()
  let name = '12D3KooW'
  for (let index = 0; index < ownCharacters; index += 1) name += base58[(hash[index] as number) % base58.length]
  return name as PeerName
}
