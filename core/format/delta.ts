import type { ChunkGeometry } from '#core/chunk-geometry.ts'
import { imageBytesMax } from '#core/chunk-geometry.ts'
import { outputBytesMax } from '#core/codec/codec.ts'
import type { Digest } from '#core/digest.ts'
import { bytesOfDigest, digestFromBytes } from '#core/digest.ts'
import { blobBytesMax, formatMajor, requireForm, requireMajor, requireSize } from '#core/format/bounds.ts'
import { decodeWire } from '#core/format/decode-wire.ts'
import type { WireChunkOp, WirePayload } from '#core/format/wire.js'
import { WireDelta } from '#core/format/wire.js'

/**
 * How a device that holds the image `baseImage` makes each changed chunk of `image`. Chunks without
 * an op are `same`: the bytes of the base at the same place.
 */
export interface Delta {
  readonly baseImage: Digest
  readonly image: Digest
  readonly payloads: readonly DeltaPayload[]
  /** Ascending by chunk, at most one per chunk. */
  readonly ops: readonly ChunkOp[]
}

/**
 * Bytes that travel to make chunks. Decoded, they are the chunks of the ops that name it, one after
 * the other in the order of the chunks.
 */
export interface DeltaPayload {
  readonly digest: Digest
  /** Length in bytes, 1 to {@link blobBytesMax}. */
  readonly bytes: number
  /** Where in the base the bytes are that the codec needs; none for a full payload. */
  readonly sources: readonly Extent[]
}

/** A range of the base image. */
export interface Extent {
  readonly offset: number
  readonly bytes: number
}

/** How one chunk is made. */
export type ChunkOp =
  | { readonly type: 'zero'; readonly chunk: number; readonly digest: Digest }
  | { readonly type: 'copy'; readonly chunk: number; readonly digest: Digest; readonly source: number }
  | { readonly type: 'payload'; readonly chunk: number; readonly digest: Digest; readonly payload: number }

/** The most source bytes that one payload may name. */
export const sourceBytesMax = 2 * 1024 * 1024

/** The most extents that one payload may name. */
export const extentsMax = 64

const opNumbers = { zero: 1, copy: 2, payload: 3 } as const

/** The form of `WireDelta`. */
export const deltaForm = {
  1: 'major',
  2: 'bytes',
  3: 'bytes',
  4: { 1: 'bytes', 2: 'uint32', 3: { 1: 'uint64', 2: 'uint32' } },
  5: { 1: 'uint32', 2: 'bytes', 3: 'uint32', 4: 'uint64', 5: 'uint32' },
} as const

/** The bytes of a delta. */
export function encodeDelta(delta: Delta): Uint8Array {
  return WireDelta.encode({
    major: formatMajor,
    baseImage: bytesOfDigest(delta.baseImage),
    image: bytesOfDigest(delta.image),
    payloads: delta.payloads.map((payload) => ({
      digest: bytesOfDigest(payload.digest),
      payloadBytes: payload.bytes,
      sources: payload.sources.map((source) => ({ offset: source.offset, extentBytes: source.bytes })),
    })),
    ops: delta.ops.map((op) => ({
      chunk: op.chunk,
      digest: bytesOfDigest(op.digest),
      op: opNumbers[op.type],
      source: op.type === 'copy' ? op.source : 0,
      payload: op.type === 'payload' ? op.payload : 0,
    })),
  })
}

/**
 * Reads a delta for an image of this geometry. Throws {@link FormatError} on anything outside
 * `docs/format.md`. Sources are bounded by {@link imageBytesMax}; who reads the base checks its end.
 */
export function decodeDelta(bytes: Uint8Array, geometry: ChunkGeometry): Delta {
  requireSize('delta', bytes)
  const limits = { payloads: geometry.chunkCount, payloads$: { sources: extentsMax }, ops: geometry.chunkCount }
  const wire = decodeWire('delta', {
    bytes,
    form: deltaForm,
    decode: (message) => WireDelta.decode(message, { limits }),
  })
  requireMajor('delta', wire.major)
  const payloads = wire.payloads.map(payloadFromWire)
  const ops = wire.ops.map((op) => opFromWire(op, payloads.length))
  requireOrder(ops, geometry)
  requireRuns(ops, payloads.length, geometry)
  return { baseImage: digestFromBytes(wire.baseImage), image: digestFromBytes(wire.image), payloads, ops }
}

function payloadFromWire(wire: WirePayload): DeltaPayload {
  const bytes = wire.payloadBytes
  requireForm('delta', bytes >= 1 && bytes <= blobBytesMax, `has a payload of ${bytes} bytes`)
  let sourceBytes = 0
  const sources = wire.sources.map((source): Extent => {
    const end = source.offset + source.extentBytes
    requireForm(
      'delta',
      source.extentBytes >= 1 && end <= imageBytesMax,
      `has an extent of ${source.extentBytes} bytes at ${source.offset}`,
    )
    sourceBytes += source.extentBytes
    return { offset: source.offset, bytes: source.extentBytes }
  })
  requireForm(
    'delta',
    sourceBytes <= sourceBytesMax,
    `has a payload with ${sourceBytes} source bytes, at most ${sourceBytesMax} are allowed`,
  )
  return { digest: digestFromBytes(wire.digest), bytes, sources }
}

function opFromWire(wire: WireChunkOp, payloadCount: number): ChunkOp {
  const { chunk } = wire
  const digest = digestFromBytes(wire.digest)
  switch (wire.op) {
    case opNumbers.zero:
      return { type: 'zero', chunk, digest }
    case opNumbers.copy:
      requireForm('delta', wire.source <= imageBytesMax, `copies chunk ${chunk} from ${wire.source}`)
      return { type: 'copy', chunk, digest, source: wire.source }
    case opNumbers.payload:
      requireForm(
        'delta',
        wire.payload < payloadCount,
        `makes chunk ${chunk} from payload ${wire.payload} of ${payloadCount}`,
      )
      return { type: 'payload', chunk, digest, payload: wire.payload }
    default:
      requireForm('delta', false, `has the unknown op ${wire.op} at chunk ${chunk}: update mycel on this machine`)
  }
}

function requireOrder(ops: readonly ChunkOp[], geometry: ChunkGeometry): void {
  let last = -1
  for (const op of ops) {
    requireForm(
      'delta',
      op.chunk > last && op.chunk < geometry.chunkCount,
      `lists chunk ${op.chunk} after ${last} of ${geometry.chunkCount}`,
    )
    last = op.chunk
  }
}

/**
 * Every payload makes at least one chunk, and all its chunks stand in one aligned run of a power of two of
 * chunks, so that what it decodes to is within {@link outputBytesMax}.
 */
function requireRuns(ops: readonly ChunkOp[], payloadCount: number, geometry: ChunkGeometry): void {
  const runs = new Map<number, number>()
  const runChunks = outputBytesMax / geometry.chunkBytes
  for (const op of ops) {
    if (op.type !== 'payload') continue
    const run = Math.floor(op.chunk / runChunks)
    requireForm(
      'delta',
      (runs.get(op.payload) ?? run) === run,
      `makes chunk ${op.chunk} from payload ${op.payload}, whose first chunk is in another aligned run of ${runChunks}`,
    )
    runs.set(op.payload, run)
  }
  requireForm('delta', runs.size === payloadCount, `has ${payloadCount} payloads but uses ${runs.size}`)
}
