import { createPrivateKey, createPublicKey } from 'node:crypto'
import { peerNameOf } from '#adapters/keys/peer-name.ts'
import { peerSigner } from '#adapters/keys/peer-signer.ts'
import { issueCertificate } from '#core/identity/certificate.ts'
import type { SigningKey } from '#core/identity/signing-key.ts'
import type { Report } from '#core/report/report.ts'
import { type SealedReport, sealReport } from '#core/report/sealed-report.ts'

/** The product of every device here, the version that they run, and the one that is rolled out. */
export const benchProduct = 'hub'
export const benchVersions = { running: '1.0.0', released: '1.1.0' } as const

/** Devices behind one public address. */
const devicesPerSite = 20

/** One device in so many belongs to the first group. */
const devicesPerEngineer = 20

/** What differs from one report to the next. */
export type BenchReport = Pick<Report, 'sequence' | 'event'>

/** A report of the device number `index`, certified by `authority`. It is always the same device. */
export function benchReport(index: number, { sequence, event }: BenchReport, authority: SigningKey): SealedReport {
  const seed = new Uint8Array(32)
  new DataView(seed.buffer).setUint32(0, index + 1)
  const tags = [`ring=${index % devicesPerEngineer === 0 ? 'engineering' : 'general'}`]
  const certificate = issueCertificate({ peer: peerNameOf(publicKeyOf(seed)), product: benchProduct, tags }, authority)
  const report = { sequence, product: benchProduct, running: benchVersions.running, at: Date.now(), tags: {}, event }
  return sealReport(report, certificate, peerSigner(seed))
}

/** The address of the device number `index`. */
export function benchHost(index: number): string {
  const site = Math.floor(index / devicesPerSite)
  return `45.${site >> 16}.${(site >> 8) & 0xff}.${site & 0xff}`
}

/** The same key, which signs by OpenSSL: a fleet of 100,000 certificates takes seconds and not minutes. */
export function quickly(key: SigningKey, seed: Uint8Array): SigningKey {
  return { ...key, sign: peerSigner(seed) }
}

/** The head of an Ed25519 seed in DER (RFC 8410 §7), before its 32 bytes. */
const seedHead = Buffer.from('302e020100300506032b657004220420', 'hex')

/** OpenSSL is many times faster than what devices make their key by. */
function publicKeyOf(seed: Uint8Array): Uint8Array {
  const key = createPrivateKey({ key: Buffer.concat([seedHead, seed]), format: 'der', type: 'pkcs8' })
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32)
}
