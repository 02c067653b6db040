import type { PeerName } from '#core/exchange/contract.ts'
import {
  type Certificate,
  certificateForm,
  issueCertificate,
  readCertificate,
  statementForm,
} from '#core/identity/certificate.ts'
import { WireCertificate } from '#core/identity/wire.js'
import type { Random } from '#core/random.ts'
import { testKey } from '#test/core/metadata/vendor.ts'
import { type FuzzedDecoder, many, pick } from '#test/property/fuzz/fuzzed-decoder.ts'
import { wireMutators, withNewerMajor, withUnknownField } from '#test/property/fuzz/mutate/mutate-wire.ts'

const authority = testKey(5)

export const certificateDecoder: FuzzedDecoder<Certificate> = {
  name: 'certificate',
  isDear: true,
  samples: (random) => many(5, () => issueCertificate(anyCertificate(random), authority)),
  decode: (bytes) => readCertificate(bytes, [authority.publicKey]),
  encode: (certificate) => issueCertificate(certificate, authority),
  mutators: wireMutators(certificateForm),
  withUnknown: (sample, random) => withUnknownField(sample, certificateForm, random),
}

/** What an authority signs, signed in any case: without it nothing behind the check of the signature would be met. */
export const statementDecoder: FuzzedDecoder<Certificate> = {
  name: 'certificate, signed',
  isDear: true,
  samples: (random) => many(5, () => statementOf(issueCertificate(anyCertificate(random), authority))),
  decode: (statement) => readCertificate(signStatement(statement), [authority.publicKey]),
  encode: (certificate) => statementOf(issueCertificate(certificate, authority)),
  mutators: wireMutators(statementForm),
  withUnknown: (sample, random) => withUnknownField(sample, statementForm, random),
  newer: (sample) => withNewerMajor(sample, statementForm),
}

function anyCertificate(random: Random): Certificate {
  return {
    peer: pick(random, [
      '12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5',
      '12D3KooWRndVhVZPCiQwHBBBdg769GyrPUW13zxwqQyf9r3ANaba',
    ]) as PeerName,
    product: pick(random, ['hub', 'x'.repeat(63)]),
    tags: many(random.below(5), () => pick(random, ['lab', 'site=berlin', 'é'.repeat(64)])),
  }
}

function statementOf(certificate: Uint8Array): Uint8Array {
  return WireCertificate.decode(certificate).statement
}

function signStatement(bytes: Uint8Array): Uint8Array {
  const statement = new Uint8Array(bytes)
  const signature = new Uint8Array(authority.sign(Buffer.concat([Buffer.from('mycel/certificate/1\n'), statement])))
  return WireCertificate.encode({ statement, signature })
}
