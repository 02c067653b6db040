import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FormatError } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Certificate } from '#core/identity/certificate.ts'
import {
  CertificateRefused,
  issueCertificate,
  readCertificate,
  tagLengthMax,
  tagsMax,
} from '#core/identity/certificate.ts'
import { WireCertificate } from '#core/identity/wire.js'
import { testKey } from '#test/core/metadata/vendor.ts'

const authority = testKey(5)
const certificate: Certificate = {
  peer: '12D3KooWCryG7Mon9orvQxcS1rYZjotPgpwoJNHHKcLLfE4Hf5mV' as PeerName,
  product: 'hub',
  tags: ['canary', 'site=berlin'],
}

test('a certificate says what its authority has signed', () => {
  const bytes = issueCertificate(certificate, authority)

  assert.deepEqual(readCertificate(bytes, [testKey(6).publicKey, authority.publicKey]), certificate)
})

test('a certificate of an authority of another fleet is refused, and its peer is named', () => {
  const bytes = issueCertificate(certificate, testKey(6))

  assert.throws(
    () => readCertificate(bytes, [authority.publicKey]),
    (error) => error instanceof CertificateRefused && error.peer === certificate.peer,
  )
})

test('a fleet without authorities accepts no certificate', () => {
  assert.throws(() => readCertificate(issueCertificate(certificate, authority), []), CertificateRefused)
})

test('a signature over the bare statement is no certificate', () => {
  const { statement } = WireCertificate.decode(issueCertificate(certificate, authority))
  const signature = authority.sign(statement) as Uint8Array<ArrayBuffer>

  assert.throws(
    () => readCertificate(WireCertificate.encode({ statement, signature }), [authority.publicKey]),
    CertificateRefused,
  )
})

test('no changed byte makes a certificate say something else', () => {
  const bytes = issueCertificate(certificate, authority)
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
      const changed = Uint8Array.from(bytes, (byte, at) => (at === index ? byte ^ change : byte))

      // Protobuf has several forms for the same message, so a few changes change nothing.
      assert.deepEqual(readUnlessRefused(changed) ?? certificate, certificate)
    }),
    { numRuns: 50 },
  )
})

function readUnlessRefused(bytes: Uint8Array): Certificate | undefined {
  try {
    return readCertificate(bytes, [authority.publicKey])
  } catch (error) {
    assert.ok(error instanceof FormatError || error instanceof CertificateRefused, String(error))
    return undefined
  }
}

const malformed: Readonly<Record<string, Partial<Certificate>>> = {
  'no peer id': { peer: '' as PeerName },
  'a peer id with a space': { peer: '12D3KooW yG7Mon9orvQxcS1rYZjotPgpwoJNHHKcLLfE4Hf5mV' as PeerName },
  'no product name': { product: 'Hub 2' },
  'too many tags': { tags: Array.from({ length: tagsMax + 1 }, (_, index) => `tag${index}`) },
  'an empty tag': { tags: [''] },
  'a tag that is too long': { tags: ['x'.repeat(tagLengthMax + 1)] },
  'more than 1 KiB': { tags: Array.from({ length: tagsMax }, () => 'ü'.repeat(tagLengthMax)) },
}
for (const [what, facts] of Object.entries(malformed)) {
  test(`a certificate with ${what} is not issued`, () => {
    assert.throws(() => issueCertificate({ ...certificate, ...facts }, authority), FormatError)
  })
}
