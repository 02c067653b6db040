import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peerSigner } from '#adapters/keys/peer-signer.ts'
import { sha256 } from '#core/digest.ts'
import { FormatError } from '#core/errors.ts'
import {
  decodeStatement,
  encodeStatement,
  isSealedBy,
  type Statement,
  sealStanding,
} from '#core/exchange/site/sealed-standing.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'

const seed = new Uint8Array(32).fill(1)
const key = signingKeyFromSeed(seed)
const sign = peerSigner(seed)
const stranger = signingKeyFromSeed(new Uint8Array(32).fill(2))
const certificate = new Uint8Array([1, 2, 3])

const statement: Statement = {
  sequence: 1_700_000_000_000,
  takings: [{ group: sha256(Buffer.from('a release')), tier: 2, isMember: true }],
  fetchedBytes: 2 ** 40,
  leaving: 'waits',
  address: '/ip4/192.0.2.10/tcp/4001/p2p/12D3KooW',
}

test('what a device says of itself is read as it was written', () => {
  assert.deepEqual(decodeStatement(encodeStatement(statement)), statement)
})

test('a sealed standing is known by the key of its device only', () => {
  const sealed = sealStanding(statement, certificate, sign)

  assert.equal(isSealedBy(sealed, key.publicKey), true)
  assert.equal(isSealedBy(sealed, stranger.publicKey), false)
})

test('a statement that was changed on the way is not what its device said', () => {
  const sealed = sealStanding(statement, certificate, sign)
  const changed = encodeStatement({ ...statement, fetchedBytes: 0 })

  assert.equal(isSealedBy({ ...sealed, statement: changed }, key.publicKey), false)
})

test('a statement with an endless address, or more releases than a device takes, is refused', () => {
  const [taking] = statement.takings
  assert.ok(taking)

  const endless = encodeStatement({ ...statement, address: 'a'.repeat(513) })
  const many = encodeStatement({ ...statement, takings: Array.from({ length: 17 }, () => taking) })

  assert.throws(() => decodeStatement(endless), FormatError)
  assert.throws(() => decodeStatement(many), FormatError)
})
