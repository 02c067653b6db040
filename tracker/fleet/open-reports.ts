import { isSignedAside } from '#adapters/keys/is-signed-aside.ts'
import { publicKeyOf } from '#adapters/keys/peer-name.ts'
import { ExpectedError } from '#core/errors.ts'
import { type Certificate, CertificateRefused, parseCertificate } from '#core/identity/certificate.ts'
import { decodeReport } from '#core/report/encode-report.ts'
import type { Report } from '#core/report/report.ts'
import { type SealedReport, signedForm } from '#core/report/sealed-report.ts'

/** A report that its device made, or why it is not taken for one. */
export type OpenedReport =
  | { readonly type: 'genuine'; readonly certificate: Certificate; readonly report: Report }
  | { readonly type: 'refused'; readonly reason: string }

/** Checks what came as reports: their certificates, by one of these authorities, and their signatures. */
export function openReports(
  sealed: readonly SealedReport[],
  authorities: readonly Uint8Array[],
): Promise<readonly OpenedReport[]> {
  // A batch is of one device, mostly: its certificate is checked once.
  let last: { readonly bytes: Uint8Array; readonly certificate: Promise<Certificate> } | undefined
  const opening = sealed.map((one) => {
    if (last === undefined || Buffer.compare(last.bytes, one.certificate) !== 0) {
      last = { bytes: one.certificate, certificate: genuineCertificate(one.certificate, authorities) }
    }
    return open(one, last.certificate)
  })
  return Promise.all(opening)
}

async function open(sealed: SealedReport, checking: Promise<Certificate>): Promise<OpenedReport> {
  try {
    const certificate = await checking
    if (await isSignedAside(publicKeyOf(certificate.peer), signedForm(sealed.statement), sealed.signature)) {
      return { type: 'genuine', certificate, report: decodeReport(sealed.statement) }
    }
    return { type: 'refused', reason: `the report is not signed by ${certificate.peer}, whose certificate it shows` }
  } catch (error) {
    if (error instanceof ExpectedError) return { type: 'refused', reason: error.message }
    throw error
  }
}

async function genuineCertificate(bytes: Uint8Array, authorities: readonly Uint8Array[]): Promise<Certificate> {
  const { certificate, signed, signature } = parseCertificate(bytes)
  for (const publicKey of authorities) if (await isSignedAside(publicKey, signed, signature)) return certificate
  throw new CertificateRefused(certificate.peer, authorities.length)
}
