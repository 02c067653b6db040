import { requireForm, requireSize } from '#core/format/bounds.ts'
import { decodeWire } from '#core/format/decode-wire.ts'
import { isPeerSigned, type PeerSigner } from '#core/identity/peer-signature.ts'
import { encodeReport, reportBytesMax } from '#core/report/encode-report.ts'
import type { Report } from '#core/report/report.ts'
import { WireSealedReport } from '#core/report/wire.js'

/** A report, and what proves that its device made it, whoever passes it on. */
export interface SealedReport {
  /** The bytes of a `WireReport`. */
  readonly statement: Uint8Array
  /** The device's own (`core/identity/certificate.ts`): it names the device. */
  readonly certificate: Uint8Array
  /** By the device's key over the domain `mycel/report/1`, a line feed and the statement: 64 bytes. */
  readonly signature: Uint8Array
}

/** The most bytes of a sealed report: a report, a certificate of 1024 bytes, a signature and their frames. */
const sealedReportBytesMax = reportBytesMax + 2048

/** The form of `WireSealedReport`. */
export const sealedReportForm = { 1: 'bytes', 2: 'bytes', 3: 'bytes' } as const

/** Signs what a device tells its vendor. Throws {@link FormatError} on a report that no tracker would take. */
export function sealReport(report: Report, certificate: Uint8Array, sign: PeerSigner): SealedReport {
  const statement = encodeReport(report)
  return { statement, certificate, signature: sign(signedForm(statement)) }
}

/** Whether the device with this key of 32 bytes made it. */
export function isReportedBy({ statement, signature }: SealedReport, publicKey: Uint8Array): boolean {
  return isPeerSigned(publicKey, signedForm(statement), signature)
}

/** The bytes of a sealed report, for where it is not part of another message. */
export function encodeSealedReport({ statement, certificate, signature }: SealedReport): Uint8Array {
  return WireSealedReport.encode({
    statement: statement as Uint8Array<ArrayBuffer>,
    certificate: certificate as Uint8Array<ArrayBuffer>,
    signature: signature as Uint8Array<ArrayBuffer>,
  })
}

/** Reads a sealed report; what is in it is judged later. Throws {@link FormatError}. */
export function decodeSealedReport(bytes: Uint8Array): SealedReport {
  requireSize('sealed report', bytes, sealedReportBytesMax)
  const form = sealedReportForm
  const sealed = decodeWire('sealed report', { bytes, form, decode: WireSealedReport.decode })
  requireForm('sealed report', sealed.statement.byteLength > 0, 'is empty')
  return sealed
}

// The prefix keeps a signature from being shown as one over anything else that the same key signs.
const domain = Buffer.from('mycel/report/1\n')

/** What a device signs of a report: its statement with a prefix. */
export function signedForm(statement: Uint8Array): Uint8Array {
  return Buffer.concat([domain, statement])
}
