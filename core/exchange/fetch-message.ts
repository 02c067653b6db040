import type { Address } from '#core/address.ts'
import { chunkAddress, digestOf, kindOf, payloadAddress } from '#core/address.ts'
import { bytesOfDigest, type Digest, digestFromBytes } from '#core/digest.ts'
import { FormatError } from '#core/errors.ts'
import { WireFetch, WireFetchReply } from '#core/exchange/wire.js'
import { requireSize } from '#core/format/bounds.ts'
import { decodeWire } from '#core/format/decode-wire.ts'

/** What a node asks for: the bytes at an address, without so many at their beginning that it has. */
export interface FetchRequest {
  readonly address: Address
  readonly offset: number
}

/** What a node answers to a fetch; `found` is followed by the bytes from `offset` on, which is 0 or what was asked for. */
export type FetchAnswer =
  | { readonly type: 'found'; readonly totalBytes: number; readonly offset: number }
  | { readonly type: 'busy' | 'missing' | 'refused' }

/** Bytes of one frame of a fetched body. */
export const rangeBytesMax = 256 * 1024

const kindNumbers = { payload: 1, chunk: 2 } as const
const statusNumbers = { found: 1, busy: 2, missing: 3, refused: 4 } as const

/** The largest request and answer of a fetch, in bytes. */
const fetchHeadBytesMax = 256

/** The form of `WireFetch`. */
export const fetchForm = { 1: 'uint32', 2: 'bytes', 3: 'uint64' } as const

/** The form of `WireFetchReply`. */
export const fetchReplyForm = { 1: 'uint32', 2: 'uint64', 3: 'uint64' } as const

/** The bytes of the request that begins a fetch. */
export function encodeFetch({ address, offset }: FetchRequest): Uint8Array {
  return WireFetch.encode({ kind: kindNumbers[kindOf(address)], digest: bytesOfDigest(digestOf(address)), offset })
}

/** Reads the request that begins a fetch. Throws {@link FormatError}. */
export function decodeFetch(bytes: Uint8Array): FetchRequest {
  requireSize('fetch', bytes, fetchHeadBytesMax)
  const wire = decodeWire('fetch', { bytes, form: fetchForm, decode: WireFetch.decode })
  return { address: addressFrom(wire.kind, digestFromBytes(wire.digest)), offset: wire.offset }
}

/** The bytes of the answer to a fetch. */
export function encodeFetchAnswer(answer: FetchAnswer): Uint8Array {
  return WireFetchReply.encode({
    status: statusNumbers[answer.type],
    totalBytes: answer.type === 'found' ? answer.totalBytes : 0,
    offset: answer.type === 'found' ? answer.offset : 0,
  })
}

/** Reads the answer to a fetch. Throws {@link FormatError}. */
export function decodeFetchAnswer(bytes: Uint8Array): FetchAnswer {
  requireSize('fetch answer', bytes, fetchHeadBytesMax)
  const wire = decodeWire('fetch answer', { bytes, form: fetchReplyForm, decode: WireFetchReply.decode })
  switch (wire.status) {
    case statusNumbers.found:
      return { type: 'found', totalBytes: wire.totalBytes, offset: wire.offset }
    case statusNumbers.busy:
      return { type: 'busy' }
    case statusNumbers.missing:
      return { type: 'missing' }
    case statusNumbers.refused:
      return { type: 'refused' }
    default:
      throw new FormatError('fetch answer', `has the unknown status ${wire.status}: update mycel on this machine`)
  }
}

function addressFrom(kind: number, digest: Digest): Address {
  if (kind === kindNumbers.payload) return payloadAddress(digest)
  if (kind === kindNumbers.chunk) return chunkAddress(digest)
  throw new FormatError('fetch', `asks for the unknown kind ${kind}: update mycel on this machine`)
}
