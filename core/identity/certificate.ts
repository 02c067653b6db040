import { ExpectedError } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { formatMajor, requireForm, requireMajor, requireSize } from '#core/format/bounds.ts'
import { decodeWire } from '#core/format/decode-wire.ts'
import { parseName } from '#core/format/name.ts'
import { isPeerSigned } from '#core/identity/peer-signature.ts'
import type { SigningKey } from '#core/identity/signing-key.ts'
import { WireCertificate, WireStatement } from '#core/identity/wire.js'

/** The vendor's word that a peer is a device of the fleet. Good for as long as root.json names its authority. */
export interface Certificate {
  /** Whoever shows the certificate must have authenticated as this peer. */
  readonly peer: PeerName
  readonly product: string
  /** What the vendor says of the device, for rollouts: at most {@link tagsMax}. */
  readonly tags: readonly string[]
}

/** The largest certificate, in bytes. */
const certificateBytesMax = 1024

/** The most tags of one certificate. */
export const tagsMax = 16

/** The longest tag, in characters. */
export const tagLengthMax = 64

/** The form of `WireCertificate`, whose first field is the bytes of a `WireStatement`. */
export const certificateForm = { 1: 'bytes', 2: 'bytes' } as const

/** The form of `WireStatement`. */
export const statementForm = { 1: 'major', 2: 'text', 3: 'text', 4: 'text' } as const

/** A well-formed certificate that no authority of the fleet has signed. */
export class CertificateRefused extends ExpectedError {
  override readonly name = 'CertificateRefused'
  readonly peer: string

  constructor(peer: string, authorityCount: number) {
    super(
      `the certificate of ${peer} is signed by none of the ${authorityCount} device authorities that the fleet's ` +
        'root.json names: issue a new one with the authority key of this fleet',
    )
    this.peer = peer
  }
}

/** The bytes of a certificate that `authority` signs. Throws {@link FormatError} on facts that no one would accept. */
export function issueCertificate(certificate: Certificate, authority: SigningKey): Uint8Array {
  const statement = WireStatement.encode({ major: formatMajor, ...certificate, tags: [...certificate.tags] })
  readStatement(statement)
  const signature = authority.sign(signedForm(statement)) as Uint8Array<ArrayBuffer>
  const bytes = WireCertificate.encode({ statement, signature })
  requireSize('certificate', bytes, certificateBytesMax)
  return bytes
}

/**
 * Reads a certificate that one of `authorities` (32-byte public keys) has signed. Throws
 * {@link FormatError} on a malformed one, {@link CertificateRefused} on a stranger's.
 */
export function readCertificate(bytes: Uint8Array, authorities: readonly Uint8Array[]): Certificate {
  const { certificate, signed, signature } = parseCertificate(bytes)
  const isGenuine = authorities.some((publicKey) => isPeerSigned(publicKey, signed, signature))
  if (!isGenuine) throw new CertificateRefused(certificate.peer, authorities.length)
  return certificate
}

/** A well-formed certificate, whoever signed it: `signature` is genuine where an authority made it over `signed`. */
export interface ShownCertificate {
  readonly certificate: Certificate
  readonly signed: Uint8Array
  readonly signature: Uint8Array
}

/** Reads a certificate and leaves its signature to the caller. Throws {@link FormatError}. */
export function parseCertificate(bytes: Uint8Array): ShownCertificate {
  requireSize('certificate', bytes, certificateBytesMax)
  const { statement, signature } = decodeWire('certificate', {
    bytes,
    form: certificateForm,
    decode: WireCertificate.decode,
  })
  return { certificate: readStatement(statement), signed: signedForm(statement), signature }
}

/** Base58btc, as libp2p writes the peer id of an Ed25519 key. */
const peerPattern = /^[1-9A-HJ-NP-Za-km-z]{40,64}$/

function readStatement(bytes: Uint8Array): Certificate {
  const wire = decodeWire('certificate', {
    bytes,
    form: statementForm,
    decode: (statement) => WireStatement.decode(statement, { limits: { tags: tagsMax } }),
  })
  requireMajor('certificate', wire.major)
  requireForm('certificate', peerPattern.test(wire.peer), `${JSON.stringify(wire.peer.slice(0, 80))} is not a peer id`)
  requireForm(
    'certificate',
    wire.tags.length <= tagsMax,
    `has ${wire.tags.length} tags, at most ${tagsMax} are allowed`,
  )
  for (const tag of wire.tags) {
    requireForm(
      'certificate',
      tag.length >= 1 && tag.length <= tagLengthMax,
      `has a tag of ${tag.length} characters, 1 to ${tagLengthMax} are allowed`,
    )
  }
  return { peer: wire.peer as PeerName, product: parseName('product', wire.product), tags: wire.tags }
}

// The prefix keeps a signature from being shown as one over anything else that the same key signs.
const domain = Buffer.from('mycel/certificate/1\n')

function signedForm(statement: Uint8Array): Uint8Array {
  return Buffer.concat([domain, statement])
}
