import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peerNameOf } from '#adapters/keys/peer-name.ts'
import { peerSigner } from '#adapters/keys/peer-signer.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'
import { encodeReceipt, openReceipt, reportsPerMessageMax, sealReceipt } from '#core/report/receipt.ts'

const seed = new Uint8Array(32).fill(9)
const { publicKey } = signingKeyFromSeed(seed)
const tracker = peerNameOf(publicKey)
const stranger = signingKeyFromSeed(new Uint8Array(32).fill(2)).publicKey
const full = Array.from({ length: reportsPerMessageMax }, (_, index) => {
  return { device: `${tracker}` as PeerName, sequence: 1_700_000_000_000 + index }
})
const receipt = sealReceipt(full, { tracker, sign: peerSigner(seed) })

test('a receipt for a whole message says what its tracker keeps', () => {
  assert.deepEqual(openReceipt(receipt, publicKey), full)
})

test('a receipt that the tracker did not sign is worth nothing', () => {
  const other = encodeReceipt([{ device: tracker, sequence: 5 }])

  assert.equal(openReceipt(receipt, stranger), undefined)
  assert.equal(openReceipt({ ...receipt, statement: other }, publicKey), undefined)
})
