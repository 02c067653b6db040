import { publicKeyFromRaw } from '@libp2p/crypto/keys'
import { peerIdFromPublicKey } from '@libp2p/peer-id'
import type { PeerName } from '#core/exchange/contract.ts'

/** The libp2p peer id of the node whose identity is this Ed25519 key of 32 bytes. */
export function peerNameOf(publicKey: Uint8Array): PeerName {
  return peerIdFromPublicKey(publicKeyFromRaw(publicKey)).toString() as PeerName
}
