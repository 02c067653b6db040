import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSignedAside } from '#adapters/keys/is-signed-aside.ts'
import { peerSigner } from '#adapters/keys/peer-signer.ts'
import { isPeerSigned } from '#core/identity/peer-signature.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'

const seed = new Uint8Array(32).fill(5)
const { publicKey } = signingKeyFromSeed(seed)
const bytes = Buffer.from('what was said')
const signature = peerSigner(seed)(bytes)

function flipped(some: Uint8Array, index: number): Uint8Array {
  return some.map((byte, at) => (at === index ? byte ^ 1 : byte))
}

test('a signature is judged aside as it is judged in place, right or wrong', async () => {
  const cases: readonly Parameters<typeof isSignedAside>[] = [
    [publicKey, bytes, signature],
    [flipped(publicKey, 3), bytes, signature],
    [publicKey, flipped(bytes, 3), signature],
    [publicKey, bytes, flipped(signature, 3)],
    // A second writing of the same S (RFC 8032 §5.1.7 refuses it).
    [publicKey, bytes, withOrderAdded(signature)],
    [publicKey.subarray(1), bytes, signature],
    [publicKey, bytes, signature.subarray(1)],
    [new Uint8Array(32).fill(255), bytes, signature],
  ]

  const aside = await Promise.all(cases.map((one) => isSignedAside(...one)))

  assert.deepEqual(
    aside,
    cases.map((one) => isPeerSigned(...one)),
  )
  assert.deepEqual(aside, [true, false, false, false, false, false, false, false])
})

/** The signature with the order of the group added to its S, which is the same number modulo that order. */
function withOrderAdded(good: Uint8Array): Uint8Array {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const sum = BigInt(`0x${Buffer.from(good.subarray(32)).reverse().toString('hex')}`) + order
  const tail = Buffer.from(sum.toString(16).padStart(64, '0'), 'hex').reverse()
  return Buffer.concat([good.subarray(0, 32), tail])
}
