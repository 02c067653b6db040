import { publicKeyFromRaw } from '@libp2p/crypto/keys'
import { peerIdFromPublicKey, peerIdFromString } from '@libp2p/peer-id'
import { FormatError, messageOf } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'

/** The libp2p peer id of the node whose identity is this Ed25519 key of 32 bytes. */
export function peerNameOf(publicKey: Uint8Array): PeerName {
  return peerIdFromPublicKey(publicKeyFromRaw(publicKey)).toString() as PeerName
}

/** The Ed25519 key, 32 bytes, that a peer id is made of. Throws {@link FormatError} on a name that is none. */
export function publicKeyOf(peer: PeerName): Uint8Array {
  try {
    const { publicKey } = peerIdFromString(peer)
    if (publicKey?.type === 'Ed25519') return publicKey.raw
  } catch (error) {
    throw new FormatError('peer id', `cannot be read: ${messageOf(error)}`, { cause: error })
  }
  throw new FormatError('peer id', 'holds no Ed25519 key')
}
