import { publicKeyOf } from '#adapters/keys/peer-name.ts'
import { ExpectedError } from '#core/errors.ts'
import { type Certificate, readCertificate } from '#core/identity/certificate.ts'
import { decodeReport } from '#core/report/encode-report.ts'
import type { Report } from '#core/report/report.ts'
import { isReportedBy, type SealedReport } from '#core/report/sealed-report.ts'

/** A report that its device made, or why it is not taken for one. */
export type OpenedReport =
  | { readonly type: 'genuine'; readonly certificate: Certificate; readonly report: Report }
  | { readonly type: 'refused'; readonly reason: string }

/** Checks what came as reports: their certificates, by one of these authorities, and their signatures. */
export function openReports(
  sealed: readonly SealedReport[],
  authorities: readonly Uint8Array[],
): readonly OpenedReport[] {
  // A batch is of one device, mostly: its certificate is checked once.
  let last: { readonly bytes: Uint8Array; readonly certificate: Certificate } | undefined
  return sealed.map((one): OpenedReport => {
    try {
      if (last === undefined || Buffer.compare(last.bytes, one.certificate) !== 0) {
        last = { bytes: one.certificate, certificate: readCertificate(one.certificate, authorities) }
      }
      return open(one, last.certificate)
    } catch (error) {
      if (error instanceof ExpectedError) return { type: 'refused', reason: error.message }
      throw error
    }
  })
}

function open(sealed: SealedReport, certificate: Certificate): OpenedReport {
  if (!isReportedBy(sealed, publicKeyOf(certificate.peer))) {
    return { type: 'refused', reason: `the report is not signed by ${certificate.peer}, whose certificate it shows` }
  }
  return { type: 'genuine', certificate, report: decodeReport(sealed.statement) }
}
