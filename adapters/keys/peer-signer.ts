import { createPrivateKey, sign } from 'node:crypto'
import type { PeerSigner } from '#core/identity/peer-signature.ts'

/** The head of an Ed25519 seed in DER (RFC 8410 §7), before its 32 bytes. */
const seedHead = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The signer of a device with this seed of 32 bytes. */
export function peerSigner(seed: Uint8Array): PeerSigner {
  const key = createPrivateKey({ key: Buffer.concat([seedHead, seed]), format: 'der', type: 'pkcs8' })
  return (bytes) => sign(null, bytes, key)
}
