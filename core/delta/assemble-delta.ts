import type { ChunkGeometry } from '#core/chunk-geometry.ts'
import type { EncodedRun } from '#core/delta/encode-run.ts'
import type { EncodedPayload } from '#core/delta/pack-chunks.ts'
import type { Digest } from '#core/digest.ts'
import { type Covers, coversOf } from '#core/format/covers.ts'
import type { ChunkOp, Delta, DeltaPayload } from '#core/format/delta.ts'
import type { Program } from '#core/format/programs.ts'

/** How many chunks of the new image are made in each way. */
export interface OpCounts {
  readonly same: number
  readonly zero: number
  readonly copy: number
  readonly patch: number
  readonly full: number
}

/** Joins the runs of a delta, given in any order, into one document. Covers that nothing needs are left out. */
export function assembleDelta(images: {
  readonly baseImage: Digest
  readonly image: Digest
  readonly covers: Covers
  readonly programs: readonly Program[]
  readonly runs: readonly EncodedRun[]
}): Delta {
  const payloads: DeltaPayload[] = []
  const ops: ChunkOp[] = []
  for (const run of [...images.runs].sort((a, b) => firstChunkOf(a) - firstChunkOf(b))) {
    const first = payloads.length
    ops.push(...run.ops.map((op) => (op.type === 'payload' ? { ...op, payload: first + op.payload } : op)))
    payloads.push(...run.payloads.map(withoutContent))
  }
  const hasPatch = payloads.some(({ isPatch }) => isPatch)
  return {
    baseImage: images.baseImage,
    image: images.image,
    payloads,
    ops,
    covers: hasPatch ? images.covers : coversOf([]),
    programs: hasPatch ? images.programs : [],
  }
}

/** Counts the chunks of a delta for an image of this geometry by the way they are made. */
export function countOps(delta: Delta, geometry: ChunkGeometry): OpCounts {
  const counts = { same: geometry.chunkCount - delta.ops.length, zero: 0, copy: 0, patch: 0, full: 0 }
  for (const op of delta.ops) {
    if (op.type === 'payload') counts[delta.payloads[op.payload]?.isPatch === true ? 'patch' : 'full']++
    else counts[op.type]++
  }
  return counts
}

/** The bytes of all payloads of a delta. */
export function payloadBytesOf(delta: Delta): number {
  return delta.payloads.reduce((sum, payload) => sum + payload.bytes, 0)
}

/** A run without ops has nothing to put into an order. */
function firstChunkOf({ ops }: EncodedRun): number {
  return ops[0]?.chunk ?? 0
}

function withoutContent({ digest, bytes, isPatch }: EncodedPayload): DeltaPayload {
  return { digest, bytes, isPatch }
}
