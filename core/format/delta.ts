import type { ChunkGeometry } from '#core/chunk-geometry.ts'
import { imageBytesMax } from '#core/chunk-geometry.ts'
import { runChunksMax } from '#core/codec/codec.ts'
import type { Digest } from '#core/digest.ts'
import { bytesOfDigest, digestFromBytes } from '#core/digest.ts'
import { blobBytesMax, formatMajor, requireForm, requireMajor, requireSize } from '#core/format/bounds.ts'
import { type Covers, decodeCovers, encodeCovers } from '#core/format/covers.ts'
import { decodeWire } from '#core/format/decode-wire.ts'
import { decodePrograms, encodePrograms, type Program } from '#core/format/programs.ts'
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
  /** Where in the base the bytes are that patches begin with. */
  readonly covers: Covers
  /** Ascending in the new image: where what refers to itself stands and runs, so that its references are predicted. */
  readonly programs: readonly Program[]
}

/**
 * Bytes that travel to make chunks: those of the ops that name it, in the order of the chunks.
 */
export interface DeltaPayload {
  readonly digest: Digest
  /** Length in bytes, 1 to {@link blobBytesMax}. */
  readonly bytes: number
  /** Whether it is decoded with the base; a full payload is not, and makes one chunk. */
  readonly isPatch: boolean
}

/** How one chunk is made. */
export type ChunkOp =
  | { readonly type: 'zero'; readonly chunk: number; readonly digest: Digest }
  | { readonly type: 'copy'; readonly chunk: number; readonly digest: Digest; readonly source: number }
  | { readonly type: 'payload'; readonly chunk: number; readonly digest: Digest; readonly payload: number }

const opNumbers = { zero: 1, copy: 2, payload: 3 } as const

/** The form of `WireDelta`. */
export const deltaForm = {
  1: 'major',
  2: 'bytes',
  3: 'bytes',
  4: { 1: 'bytes', 2: 'uint32', 3: 'bool' },
  5: { 1: 'uint32', 2: 'bytes', 3: 'uint32', 4: 'uint64', 5: 'uint32' },
  6: 'bytes',
  7: 'bytes',
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
      isPatch: payload.isPatch,
    })),
    ops: delta.ops.map((op) => ({
      chunk: op.chunk,
      digest: bytesOfDigest(op.digest),
      op: opNumbers[op.type],
      source: op.type === 'copy' ? op.source : 0,
      payload: op.type === 'payload' ? op.payload : 0,
    })),
    covers: new Uint8Array(encodeCovers(delta.covers)),
    programs: new Uint8Array(encodePrograms(delta.programs)),
  })
}

/**
 * Reads a delta for an image of this geometry. Throws {@link FormatError} on anything outside
 * `docs/format.md`. Offsets in the base are bounded by {@link imageBytesMax}; who reads the base checks its end.
 */
export function decodeDelta(bytes: Uint8Array, geometry: ChunkGeometry): Delta {
  requireSize('delta', bytes)
  const { chunkCount } = geometry
  const limits = { payloads: chunkCount, ops: chunkCount }
  const wire = decodeWire('delta', {
    bytes,
    form: deltaForm,
    decode: (message) => WireDelta.decode(message, { limits }),
  })
  requireMajor('delta', wire.major)
  const payloads = wire.payloads.map(payloadFromWire)
  const ops = wire.ops.map((op) => opFromWire(op, payloads.length))
  requireOrder(ops, geometry)
  requireRuns(ops, payloads)
  return {
    baseImage: digestFromBytes(wire.baseImage),
    image: digestFromBytes(wire.image),
    payloads,
    ops,
    covers: decodeCovers(wire.covers, geometry.imageBytes),
    programs: decodePrograms(wire.programs, geometry.imageBytes),
  }
}

function payloadFromWire(wire: WirePayload): DeltaPayload {
  const bytes = wire.payloadBytes
  requireForm('delta', bytes >= 1 && bytes <= blobBytesMax, `has a payload of ${bytes} bytes`)
  return { digest: digestFromBytes(wire.digest), bytes, isPatch: wire.isPatch }
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
 * Every payload makes at least one chunk, a full one no more, and all chunks of a patch stand in one aligned run of
 * {@link runChunksMax}, so that what is decoded for it is bounded.
 */
function requireRuns(ops: readonly ChunkOp[], payloads: readonly DeltaPayload[]): void {
  const firsts = new Map<number, number>()
  for (const { chunk, payload } of ops.filter((op) => op.type === 'payload')) {
    const first = firsts.get(payload) ?? chunk
    firsts.set(payload, first)
    requireForm(
      'delta',
      runOf(chunk) === runOf(first),
      `makes chunk ${chunk} from payload ${payload}, whose first chunk is in another aligned run of ${runChunksMax}`,
    )
    requireForm(
      'delta',
      chunk === first || payloads[payload]?.isPatch === true,
      `makes chunk ${chunk} from payload ${payload}, which is no patch and makes chunk ${first}`,
    )
  }
  requireForm('delta', firsts.size === payloads.length, `has ${payloads.length} payloads but uses ${firsts.size}`)
}

function runOf(chunk: number): number {
  return Math.floor(chunk / runChunksMax)
}
