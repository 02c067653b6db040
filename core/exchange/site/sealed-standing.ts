import { bytesOfDigest, digestFromBytes } from '#core/digest.ts'
import type { Leaving, Standing } from '#core/exchange/contract.ts'
import { WireStanding } from '#core/exchange/wire.js'
import { formatMajor, requireForm, requireMajor, requireSize } from '#core/format/bounds.ts'
import { decodeWire } from '#core/format/decode-wire.ts'
import { isPeerSigned, type PeerSigner } from '#core/identity/peer-signature.ts'

/** What a device said of itself, and what proves that it did, whoever passes it on. */
export interface SealedStanding {
  /** The bytes of a `WireStanding`. */
  readonly statement: Uint8Array
  /** The device's own (`core/identity/certificate.ts`): it names the peer. */
  readonly certificate: Uint8Array
  /** By the device's key over the domain `mycel/standing/1`, a line feed and the statement. */
  readonly signature: Uint8Array
}

/** A standing without the name of its device, which stands in the certificate. */
export type Statement = Omit<Standing, 'peer'> & {
  /** Where the device can be dialled on its LAN, '' for nowhere. */
  readonly address: string
}

/** The largest statement, in bytes. */
const statementBytesMax = 2048

/** The most releases that one device takes. */
const takingsMax = 16

/** The longest address, in characters: base58 takes seconds to read one of 16 KiB. */
const addressLengthMax = 512

/** The form of `WireStanding`. */
export const standingForm = {
  1: 'major',
  2: 'uint64',
  3: { 1: 'bytes', 2: 'uint32', 3: 'bool' },
  4: 'uint64',
  5: 'text',
  6: 'uint32',
} as const

/** How `leaving` is numbered; a number of a later version means as much as the last. */
const leavings: readonly Leaving[] = ['stays', 'waits', 'goes']

/** Signs what a device says of itself. */
export function sealStanding(statement: Statement, certificate: Uint8Array, sign: PeerSigner): SealedStanding {
  const bytes = encodeStatement(statement)
  return { statement: bytes, certificate, signature: sign(signedForm(bytes)) }
}

/** Whether the device with this key of 32 bytes said it. */
export function isSealedBy({ statement, signature }: SealedStanding, publicKey: Uint8Array): boolean {
  return isPeerSigned(publicKey, signedForm(statement), signature)
}

/** The bytes of a statement. */
export function encodeStatement({ sequence, takings, fetchedBytes, address, leaving }: Statement): Uint8Array {
  const wireTakings = takings.map(({ group, tier, isMember }) => ({
    group: bytesOfDigest(group),
    tier,
    member: isMember,
  }))
  return WireStanding.encode({
    major: formatMajor,
    sequence,
    takings: wireTakings,
    fetchedBytes,
    address,
    leaving: leavings.indexOf(leaving),
  })
}

/** Reads a statement. Throws {@link FormatError}. */
export function decodeStatement(bytes: Uint8Array): Statement {
  requireSize('standing', bytes, statementBytesMax)
  const decode = (message: Uint8Array) => WireStanding.decode(message, { limits: { takings: takingsMax } })
  const { major, sequence, takings, fetchedBytes, address, leaving } = decodeWire('standing', {
    bytes,
    form: standingForm,
    decode,
  })
  requireMajor('standing', major)
  requireForm(
    'standing',
    address.length <= addressLengthMax,
    `has an address of ${address.length} characters, at most ${addressLengthMax} are allowed`,
  )
  const taken = takings.map(({ group, tier, member }) => ({ group: digestFromBytes(group), tier, isMember: member }))
  return { sequence, takings: taken, fetchedBytes, address, leaving: leavings[leaving] ?? 'goes' }
}

// The prefix keeps a signature from being shown as one over anything else that the same key signs.
const domain = Buffer.from('mycel/standing/1\n')

function signedForm(statement: Uint8Array): Uint8Array {
  return Buffer.concat([domain, statement])
}
