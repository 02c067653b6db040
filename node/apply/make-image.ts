import { GarbageBudget } from '#adapters/memory/garbage-budget.ts'
import type { BlockDevice } from '#core/block-device.ts'
import { type ChunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { type DecodedChunks, decodePayload } from '#core/codec/decode-payload.ts'
import { sectionBytesOf } from '#core/codec/patch.ts'
import { ReferenceMap } from '#core/delta/predict/reference-map.ts'
import type { Delta, DeltaPayload } from '#core/format/delta.ts'
import type { ChunkDigests } from '#core/plan/chunk-digests.ts'
import { makeFromPatch, readBase } from '#node/install/making/make-from-patch.ts'
import { PatchBuffers } from '#node/install/making/patch-buffers.ts'
import { ChunkWriter } from './chunk-writer.ts'

/** Bytes of payloads and patches after which the whole heap is collected, in bytes: 20 ms, a few times in an update. */
const garbageBytesMax = 4 * 1024 * 1024

/** An image that a delta makes of another one. */
export interface ImageToMake {
  readonly base: BlockDevice
  readonly delta: Delta
  readonly geometry: ChunkGeometry
  /** Of every chunk of the new image. */
  readonly digests: ChunkDigests
  /** The bytes of a payload, their digest already compared. */
  readonly payloadOf: (payload: DeltaPayload) => Promise<Uint8Array>
  /** Where the image goes: as long as it is, and all zeros. */
  readonly into: BlockDevice
  readonly signal: AbortSignal
  readonly onChunk: (done: number) => void
}

/**
 * Makes every chunk of an image, compares its digest, and writes it. Decodes in this thread: another one would take
 * more memory than the work. Throws {@link FormatError} where base and payloads do not give the image. Durable only
 * after a sync.
 */
export async function makeImage(image: ImageToMake): Promise<void> {
  const writer = new ChunkWriter(image)
  const buffers = new PatchBuffers(Math.min(image.geometry.chunkBytes, image.geometry.imageBytes))
  await makeFromBase(image, buffers, writer)
  const map = new ReferenceMap(image.delta.covers, image.delta.programs)
  const chunks = chunksByPayload(image.delta)
  const garbage = new GarbageBudget({ allBytesMax: garbageBytesMax })
  for (const [number, payload] of image.delta.payloads.entries()) {
    await makeFromPayload({ ...image, buffers, map, garbage, payload, chunks: chunks[number] ?? [] }, writer)
  }
  await writer.end()
}

/** The chunks that need no payload. One is read into a buffer while the one before is written from the other. */
async function makeFromBase(
  { base, delta, geometry }: ImageToMake,
  buffers: PatchBuffers,
  writer: ChunkWriter,
): Promise<void> {
  const ops = new Map(delta.ops.map((op) => [op.chunk, op]))
  for (let chunk = 0; chunk < geometry.chunkCount; chunk++) {
    const op = ops.get(chunk)
    if (op?.type === 'payload') continue
    if (op?.type === 'zero' || writer.isZero(chunk)) {
      writer.leaveZero(chunk)
      continue
    }
    const { offset, bytes } = chunkRange(geometry, chunk)
    const made = buffers.nextChunk(bytes)
    await readBase(base, made, op?.source ?? offset)
    await writer.write(chunk, made)
  }
}

/** One payload of a delta and the chunks that it makes. */
interface PayloadToMake extends ImageToMake {
  readonly map: ReferenceMap
  readonly buffers: PatchBuffers
  readonly garbage: GarbageBudget
  readonly payload: DeltaPayload
  readonly chunks: readonly number[]
}

async function makeFromPayload(
  { base, delta, geometry, map, buffers, payload, chunks, payloadOf, garbage }: PayloadToMake,
  writer: ChunkWriter,
): Promise<void> {
  const bytes = await payloadOf(payload)
  const ranges = chunks.map((chunk) => chunkRange(geometry, chunk))
  const outputBytes = ranges.reduce((sum, range) => sum + range.bytes, 0)
  const { isPatch } = payload
  const decoded = decodePayload({ payload: bytes, isPatch, chunkCount: chunks.length, outputBytes })
  const made =
    decoded.type === 'chunk'
      ? [decoded.bytes]
      : makeFromPatch({ patch: decoded.patch, ranges, base, covers: delta.covers, map, buffers })
  let place = 0
  for await (const chunk of made) {
    await writer.write(chunks[place++] ?? 0, chunk)
  }
  garbage.moved(bytes.byteLength + bytesOf(decoded))
}

function bytesOf(decoded: DecodedChunks): number {
  return decoded.type === 'chunk' ? decoded.bytes.byteLength : sectionBytesOf(decoded.patch)
}

function chunksByPayload(delta: Delta): readonly (readonly number[])[] {
  const chunks = delta.payloads.map((): number[] => [])
  for (const op of delta.ops) if (op.type === 'payload') chunks[op.payload]?.push(op.chunk)
  return chunks
}
