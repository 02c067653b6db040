import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { test } from 'node:test'
import { FormatError } from '#core/errors.ts'
import { isSignedBy, keyIdOf, signingKeyFromSeed } from '#core/identity/signing-key.ts'

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))

/** RFC 8032 §7.1, TEST 2. */
const vector = {
  seed: bytesOf('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'),
  publicKey: bytesOf('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
  message: bytesOf('72'),
  signature: bytesOf(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
      '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ),
}

test('a seed signs as RFC 8032 says', () => {
  const key = signingKeyFromSeed(vector.seed)

  assert.deepEqual(new Uint8Array(key.publicKey), vector.publicKey)
  assert.deepEqual(new Uint8Array(key.sign(vector.message)), vector.signature)
})

test('OpenSSL accepts what we sign', () => {
  const { publicKey, sign } = signingKeyFromSeed(vector.seed)
  const x = Buffer.from(publicKey).toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })

  assert.ok(verify(null, Buffer.from('news'), key, sign(Buffer.from('news'))))
})

test('a signature holds for its own key and bytes only', () => {
  const { publicKey, message, signature } = vector
  const other = signingKeyFromSeed(new Uint8Array(32)).publicKey

  assert.equal(isSignedBy({ publicKey, signature, bytes: message }), true)
  assert.equal(isSignedBy({ publicKey, signature, bytes: bytesOf('73') }), false)
  assert.equal(isSignedBy({ publicKey: other, signature, bytes: message }), false)
})

test('a key of small order, which ZIP 215 accepts for any message, signs nothing', () => {
  const publicKey = bytesOf(`01${'00'.repeat(31)}`)
  const signature = bytesOf(`01${'00'.repeat(63)}`)

  assert.equal(isSignedBy({ publicKey, signature, bytes: vector.message }), false)
})

test('the same signature with the group order added to its scalar is not accepted', () => {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const scalar = BigInt(`0x${Buffer.from(vector.signature.subarray(32)).reverse().toString('hex')}`)
  const raised = Buffer.from((scalar + order).toString(16).padStart(64, '0'), 'hex').reverse()
  const signature = new Uint8Array(Buffer.concat([vector.signature.subarray(0, 32), raised]))

  assert.equal(isSignedBy({ publicKey: vector.publicKey, signature, bytes: vector.message }), false)
})

test('keys, signatures and seeds of a wrong length are refused', () => {
  const { publicKey, signature, message } = vector

  assert.equal(isSignedBy({ publicKey: publicKey.subarray(1), signature, bytes: message }), false)
  assert.equal(isSignedBy({ publicKey, signature: signature.subarray(1), bytes: message }), false)
  assert.throws(() => signingKeyFromSeed(new Uint8Array(31)), FormatError)
})

test('a key id is the digest of the canonical JSON of the key', () => {
  // printf '{"keytype":"ed25519","keyval":{"public":"3d40…660c"},"scheme":"ed25519"}' | sha256sum
  assert.equal(keyIdOf(vector.publicKey), 'eaf1e23f6c823132f437a2eaa299a7950f7386631deff273db195bbd26209e2b')
})
