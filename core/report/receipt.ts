import type { PeerName } from '#core/exchange/contract.ts'
import { formatMajor, requireForm, requireMajor, requireSize } from '#core/format/bounds.ts'
import { decodeWire } from '#core/format/decode-wire.ts'
import { isPeerSigned, type PeerSigner } from '#core/identity/peer-signature.ts'
import { WireReceipt } from '#core/report/wire.js'

/** One report of one device. */
export interface TakenReport {
  readonly device: PeerName
  readonly sequence: number
}

/** What a tracker says that it keeps, and what proves that it does: a neighbour that passes it on cannot make it up. */
export interface SealedReceipt {
  /** The bytes of a `WireReceipt`. */
  readonly statement: Uint8Array
  readonly tracker: PeerName
  /** By the tracker's key over the domain `mycel/receipt/1`, a line feed and the statement: 64 bytes. */
  readonly signature: Uint8Array
}

/** The most reports in one message, and so in one receipt. */
export const reportsPerMessageMax = 32

/** The largest receipt, in bytes. */
const receiptBytesMax = 4096

/** The longest name of a device, in characters. */
const deviceLengthMax = 64

/** The form of `WireReceipt`. */
export const receiptForm = { 1: 'major', 2: { 1: 'text', 2: 'uint64' } } as const

/** Signs that a tracker keeps these reports, at most {@link reportsPerMessageMax}. */
export function sealReceipt(
  taken: readonly TakenReport[],
  { tracker, sign }: { readonly tracker: PeerName; readonly sign: PeerSigner },
): SealedReceipt {
  const statement = encodeReceipt(taken)
  return { statement, tracker, signature: sign(signedForm(statement)) }
}

/**
 * What a receipt is for; undefined where the tracker with this key of 32 bytes did not sign it. Throws
 * {@link FormatError} on a malformed one.
 */
export function openReceipt(
  { statement, signature }: SealedReceipt,
  publicKey: Uint8Array,
): readonly TakenReport[] | undefined {
  const taken = decodeReceipt(statement)
  return isPeerSigned(publicKey, signedForm(statement), signature) ? taken : undefined
}

/** The bytes of a receipt. */
export function encodeReceipt(taken: readonly TakenReport[]): Uint8Array {
  return WireReceipt.encode({ major: formatMajor, taken: [...taken] })
}

/** Reads a receipt. Throws {@link FormatError}. */
export function decodeReceipt(bytes: Uint8Array): readonly TakenReport[] {
  requireSize('receipt', bytes, receiptBytesMax)
  const decode = (message: Uint8Array) => WireReceipt.decode(message, { limits: { taken: reportsPerMessageMax } })
  const { major, taken } = decodeWire('receipt', { bytes, form: receiptForm, decode })
  requireMajor('receipt', major)
  return taken.map(({ device, sequence }) => {
    requireForm('receipt', device.length <= deviceLengthMax, `names a device in ${device.length} characters`)
    return { device: device as PeerName, sequence }
  })
}

// The prefix keeps a signature from being shown as one over anything else that the same key signs.
const domain = Buffer.from('mycel/receipt/1\n')

function signedForm(statement: Uint8Array): Uint8Array {
  return Buffer.concat([domain, statement])
}
