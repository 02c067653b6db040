import type { Address, AddressKind } from '#core/address.ts'
import { chunkAddress, digestOf, kindOf, payloadAddress } from '#core/address.ts'
import { bytesOfDigest, type Digest, digestFromBytes } from '#core/digest.ts'
import type { ExchangeMessage, PeerName, PeerRole } from '#core/exchange/contract.ts'
import { standingsMax } from '#core/exchange/limits.ts'
import type { SealedStanding } from '#core/exchange/site/sealed-standing.ts'
import { WireMessage, type WireReportsTaken, type WireSealed } from '#core/exchange/wire.js'
import { componentsMax, formatMajor, requireForm, requireMajor, requireSize } from '#core/format/bounds.ts'
import { decodeWire } from '#core/format/decode-wire.ts'
import { reportsPerMessageMax, type SealedReceipt } from '#core/report/receipt.ts'
import type { SealedReport } from '#core/report/sealed-report.ts'

/** The largest frame of the control stream, in bytes. */
export const messageBytesMax = 128 * 1024

/** The most addresses in one `have` or `lease`. */
export const addressesMax = 2048

/** The most peer addresses in one `peers` or `hello`. */
export const peerAddressesMax = 16

/** The longest peer address, in characters: base58 takes seconds to read one of 16 KiB. */
const peerAddressLengthMax = 512

/** A feature in the `hello` of a tracker that takes `reports`. */
export const reportsFeature = 'reports'

/** The longest name of a tracker, in characters. */
const trackerLengthMax = 64

/** The most features in one `hello`. */
const featuresMax = 64

/** The first message of both sides. Until it is accepted nothing else is heard. */
export interface Hello {
  readonly type: 'hello'
  readonly features: readonly string[]
  /** A device certificate (`core/identity/certificate.ts`); empty for a tracker, which is known by its peer id. */
  readonly certificate: Uint8Array
  readonly role: PeerRole
  /** Version of the function that ranks owners; peers use the highest that both know. */
  readonly ranking: number
  /** Multiaddrs where this node can be dialled. */
  readonly listen: readonly string[]
  /** The images in the active slot of a device: what its deltas start from. */
  readonly images: readonly Digest[]
}

/** The two roles of metadata that are asked for by name: everything else has a digest. */
export type NamedRole = 'root' | 'timestamp'

/** One frame of the control stream. */
export type Message =
  | Hello
  /** The newest metadata that the sender has verified. */
  | { readonly type: 'head'; readonly rootVersion: number; readonly timestampVersion: number }
  | Exclude<ExchangeMessage, { readonly type: 'standings' }>
  /** What the sender says of itself, or heard of others, as each of them signed it. */
  | { readonly type: 'standings'; readonly sealed: readonly SealedStanding[] }
  /** `version` counts for root only. */
  | { readonly type: 'metadata-request'; readonly request: number; readonly role: NamedRole; readonly version: number }
  | { readonly type: 'metadata'; readonly request: number; readonly content: Uint8Array | undefined }
  /** Asks the tracker for devices behind the same public address. */
  | { readonly type: 'peers-request' }
  | { readonly type: 'peers'; readonly addresses: readonly string[] }
  /** What devices tell their vendor: the sender itself, or a neighbour of its that has no tracker. */
  | { readonly type: 'reports'; readonly sealed: readonly SealedReport[] }
  /** Reports that a tracker keeps: they need not be sent again. */
  | { readonly type: 'reports-taken'; readonly receipt: SealedReceipt }
  /** Whether the sender passes reports on to a tracker; until it is said, it does not. */
  | { readonly type: 'relays'; readonly on: boolean }

/** The form of `WireMessage`. */
export const messageForm = {
  1: { 1: 'major', 2: 'text', 3: 'bytes', 4: 'text', 5: 'uint32', 6: 'text', 7: 'bytes' },
  2: { 1: 'uint32', 2: 'uint32' },
  3: { 1: 'bytes', 2: 'bytes' },
  4: { 1: { 1: 'bytes', 2: 'uint64' }, 2: 'bytes' },
  5: { 1: 'uint32', 2: 'text', 3: 'uint32' },
  6: { 1: 'uint32', 2: 'bool', 3: 'bytes' },
  7: {},
  8: { 1: 'text' },
  9: { 1: { 1: 'bytes', 2: 'bytes', 3: 'bytes' } },
  10: {},
  11: { 1: { 1: 'bytes', 2: 'bytes', 3: 'bytes' } },
  12: { 1: 'bytes', 2: 'text', 3: 'bytes' },
  13: { 1: 'bool' },
} as const

/** The bytes of one control frame. */
export function encodeMessage(message: Message): Uint8Array {
  return WireMessage.encode(messageToWire(message))
}

function messageToWire(message: Message): WireMessage {
  switch (message.type) {
    case 'hello': {
      const { features, certificate, role, ranking, listen, images } = message
      return {
        hello: {
          major: formatMajor,
          features: [...features],
          certificate: owned(certificate),
          role,
          ranking,
          listen: [...listen],
          images: images.map(bytesOfDigest),
        },
      }
    }
    case 'head':
      return { head: { rootVersion: message.rootVersion, timestampVersion: message.timestampVersion } }
    case 'have':
      return {
        have: { payloads: digestsOf(message.addresses, 'payload'), chunks: digestsOf(message.addresses, 'chunk') },
      }
    case 'lease': {
      const taken = message.taken.map(({ address, receivedBytes }) => ({
        payload: bytesOfDigest(digestOf(address)),
        receivedBytes,
      }))
      return { lease: { taken, dropped: digestsOf(message.dropped, 'payload') } }
    }
    case 'standings':
      return { standings: { sealed: message.sealed.map(sealedToWire) } }
    case 'forged':
      return { forged: {} }
    case 'metadata-request':
      return { metadataRequest: { request: message.request, role: message.role, version: message.version } }
    case 'metadata': {
      const content = message.content === undefined ? new Uint8Array(0) : owned(message.content)
      return { metadata: { request: message.request, found: message.content !== undefined, content } }
    }
    case 'peers-request':
      return { peersRequest: {} }
    case 'peers':
      return { peers: { addresses: [...message.addresses] } }
    case 'reports':
      return { reports: { sealed: message.sealed.map(sealedToWire) } }
    case 'reports-taken':
      return { reportsTaken: receiptToWire(message.receipt) }
    case 'relays':
      return { relays: { on: message.on } }
  }
}

function receiptToWire({ statement, tracker, signature }: SealedReceipt): WireReportsTaken {
  return { statement: owned(statement), tracker, signature: owned(signature) }
}

function sealedToWire({ statement, certificate, signature }: SealedStanding | SealedReport): WireSealed {
  return { statement: owned(statement), certificate: owned(certificate), signature: owned(signature) }
}

/** Reads one control frame. Throws {@link FormatError}; returns undefined for a kind that this version does not know. */
export function decodeMessage(bytes: Uint8Array): Message | undefined {
  requireSize('message', bytes, messageBytesMax)
  const limits = {
    hello: { features: featuresMax, listen: peerAddressesMax, images: componentsMax },
    have: { payloads: addressesMax, chunks: addressesMax },
    lease: { taken: addressesMax, dropped: addressesMax },
    peers: { addresses: peerAddressesMax },
    standings: { sealed: standingsMax },
    reports: { sealed: reportsPerMessageMax },
  }
  const decode = (message: Uint8Array) => WireMessage.decode(message, { limits })
  const wire = decodeWire('message', { bytes, form: messageForm, decode })
  const kinds = Object.keys(wire).length
  requireForm('message', kinds <= 1, `has ${kinds} bodies`)
  return messageFromWire(wire)
}

function messageFromWire(wire: WireMessage): Message | undefined {
  if (wire.hello !== undefined) return helloFromWire(wire.hello)
  if (wire.head !== undefined) return { type: 'head', ...wire.head }
  if (wire.have !== undefined) {
    return {
      type: 'have',
      addresses: [...addressesFrom(wire.have.payloads, 'payload'), ...addressesFrom(wire.have.chunks, 'chunk')],
    }
  }
  if (wire.lease !== undefined) {
    return {
      type: 'lease',
      taken: wire.lease.taken.map(({ payload, receivedBytes }) => ({
        address: payloadAddress(digestFromBytes(payload)),
        receivedBytes,
      })),
      dropped: addressesFrom(wire.lease.dropped, 'payload'),
    }
  }
  if (wire.standings !== undefined) return { type: 'standings', sealed: wire.standings.sealed }
  if (wire.forged !== undefined) return { type: 'forged' }
  if (wire.metadataRequest !== undefined) {
    const { request, role, version } = wire.metadataRequest
    requireForm(
      'message',
      role === 'root' || role === 'timestamp',
      `asks for the metadata role ${JSON.stringify(role.slice(0, 40))}`,
    )
    return { type: 'metadata-request', request, role, version }
  }
  if (wire.metadata !== undefined) {
    const { request, found, content } = wire.metadata
    return { type: 'metadata', request, content: found ? content : undefined }
  }
  if (wire.peersRequest !== undefined) return { type: 'peers-request' }
  if (wire.peers !== undefined) return { type: 'peers', addresses: peerAddressesFrom(wire.peers.addresses) }
  if (wire.reports !== undefined) return { type: 'reports', sealed: wire.reports.sealed }
  if (wire.reportsTaken !== undefined) return { type: 'reports-taken', receipt: receiptFromWire(wire.reportsTaken) }
  if (wire.relays !== undefined) return { type: 'relays', on: wire.relays.on }
  return undefined
}

function helloFromWire(wire: NonNullable<WireMessage['hello']>): Hello {
  requireMajor('hello', wire.major)
  requireForm(
    'hello',
    wire.role === 'device' || wire.role === 'seeder',
    `has the role ${JSON.stringify(wire.role.slice(0, 40))}`,
  )
  const { features, certificate, role, ranking } = wire
  const images = wire.images.map(digestFromBytes)
  return { type: 'hello', features, certificate, role, ranking, listen: peerAddressesFrom(wire.listen), images }
}

function receiptFromWire({ statement, tracker, signature }: WireReportsTaken): SealedReceipt {
  requireForm('message', tracker.length <= trackerLengthMax, `names a tracker in ${tracker.length} characters`)
  return { statement, tracker: tracker as PeerName, signature }
}

function digestsOf(addresses: readonly Address[], kind: AddressKind): Uint8Array<ArrayBuffer>[] {
  return addresses.filter((address) => kindOf(address) === kind).map((address) => bytesOfDigest(digestOf(address)))
}

function addressesFrom(digests: readonly Uint8Array[], kind: AddressKind): Address[] {
  const addressOf = kind === 'chunk' ? chunkAddress : payloadAddress
  return digests.map((digest) => addressOf(digestFromBytes(digest)))
}

function peerAddressesFrom(addresses: readonly string[]): readonly string[] {
  for (const { length } of addresses) {
    requireForm(
      'message',
      length <= peerAddressLengthMax,
      `has an address of ${length} characters, at most ${peerAddressLengthMax} are allowed`,
    )
  }
  return addresses
}

function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>
}
