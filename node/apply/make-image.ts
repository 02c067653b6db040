import type { GarbageBudget } from '#adapters/memory/garbage-budget.ts'
import type { BlockDevice } from '#core/block-device.ts'
import { type ChunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { type DecodedChunks, decodePayload } from '#core/codec/decode-payload.ts'
import { sectionBytesOf } from '#core/codec/patch.ts'
import { ReferenceMap } from '#core/delta/predict/reference-map.ts'
import type { Delta, DeltaPayload } from '#core/format/delta.ts'
import type { ChunkDigests } from '#core/plan/chunk-digests.ts'
import { makeFromPatch, readBase } from '#node/install/making/make-from-patch.ts'
import { ChunkWriter } from './chunk-writer.ts'

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
  readonly garbage: GarbageBudget
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
  await makeFromBase(image, writer)
  const map = new ReferenceMap(image.delta.covers, image.delta.programs)
  const chunks = chunksByPayload(image.delta)
  for (const [number, payload] of image.delta.payloads.entries()) {
    await makeFromPayload({ ...image, map, payload, chunks: chunks[number] ?? [] }, writer)
  }
  await writer.end()
}

/** The chunks that need no payload. One is read into a buffer while the one before is written from the other. */
async function makeFromBase({ base, delta, geometry }: ImageToMake, writer: ChunkWriter): Promise<void> {
  const ops = new Map(delta.ops.map((op) => [op.chunk, op]))
  const bytesMax = Math.min(geometry.chunkBytes, geometry.imageBytes)
  let [buffer, other] = [new Uint8Array(bytesMax), new Uint8Array(bytesMax)]
  for (let chunk = 0; chunk < geometry.chunkCount; chunk++) {
    const op = ops.get(chunk)
    if (op?.type === 'payload') continue
    if (op?.type === 'zero' || writer.isZero(chunk)) {
      writer.leaveZero(chunk)
      continue
    }
    const { offset, bytes } = chunkRange(geometry, chunk)
    const made = buffer.subarray(0, bytes)
    await readBase(base, made, op?.source ?? offset)
    await writer.write(chunk, made)
    ;[buffer, other] = [other, buffer]
  }
}

/** One payload of a delta and the chunks that it makes. */
interface PayloadToMake extends ImageToMake {
  readonly map: ReferenceMap
  readonly payload: DeltaPayload
  readonly chunks: readonly number[]
}

async function makeFromPayload(
  { base, delta, geometry, map, payload, chunks, payloadOf, garbage }: PayloadToMake,
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
      : makeFromPatch({ patch: decoded.patch, ranges, base, covers: delta.covers, map })
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
