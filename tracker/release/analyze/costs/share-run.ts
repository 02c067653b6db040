import { check } from '#core/check.ts'
import { type ByteRange, type ChunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { decodePayload } from '#core/codec/decode-payload.ts'
import type { EncodedRun } from '#core/delta/encode-run.ts'
import type { EncodedPayload } from '#core/delta/pack-chunks.ts'
import { type Covers, piecesOf } from '#core/format/covers.ts'
import type { CostMap } from '#tracker/release/analyze/costs/cost-map.ts'
import { PatchStretches } from '#tracker/release/analyze/costs/patch-stretches.ts'

/** What a part of the new image adds to a patch before compression, in bytes, and whether the base has anything like it. */
interface Weight {
  readonly range: ByteRange
  readonly weight: number
  /** `fresh` bytes have nothing to begin with; others differ from what stands in the base at an `aligned` distance or not. */
  readonly kind: 'fresh' | 'aligned' | 'unaligned'
}

/** What the payloads of a delta are spent on, in bytes. */
export interface Spending {
  fresh: number
  aligned: number
  unaligned: number
}

/** The distance that files of most file systems and pages of memory move by, in bytes. */
export const alignmentBytes = 4096

/** What each stretch of differences adds to the list of lengths, about, in bytes. */
const stretchBytes = 2

/**
 * Adds what the payloads of one run cost to the parts of the image that they make. The bytes of a patch are shared
 * out by what each part adds to it before compression; those of a full payload are even over its chunk.
 */
export function shareRun(
  into: { readonly costs: CostMap; readonly spending: Spending },
  facts: { readonly run: EncodedRun; readonly geometry: ChunkGeometry; readonly covers: Covers },
): void {
  const { run, geometry, covers } = facts
  run.payloads.forEach((payload, number) => {
    const ranges = run.ops
      .filter((op) => op.type === 'payload' && op.payload === number)
      .map(({ chunk }) => chunkRange(geometry, chunk))
    const patched = payload.isPatch ? weightsOf(payload, ranges, covers) : []
    // A patch without differences only arranges what the base has: it is as even as a full payload.
    const weights = patched.length > 0 ? patched : ranges.map(wholly)
    const sum = weights.reduce((total, { weight }) => total + weight, 0)
    for (const { range, weight, kind } of weights) {
      const cost = (payload.bytes * weight) / sum
      into.costs.add(range, cost)
      into.spending[kind] += cost
    }
  })
}

function wholly(range: ByteRange): Weight {
  return { range, weight: range.bytes, kind: 'fresh' }
}

function bytesOf(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, { bytes }) => sum + bytes, 0)
}

function weightsOf({ content }: EncodedPayload, ranges: readonly ByteRange[], covers: Covers): readonly Weight[] {
  check(content !== undefined, 'a patch that was just made has its bytes')
  const facts = { payload: content, isPatch: true, chunkCount: ranges.length, outputBytes: bytesOf(ranges) }
  const decoded = decodePayload(facts)
  check(decoded.type === 'patch', 'a patch is decoded to a patch')
  const stretches = new PatchStretches(decoded.patch)
  const weights: Weight[] = []
  // Where covered bytes stand among all those of the patch: the stretches are counted so.
  let covered = 0
  for (const piece of ranges.flatMap((range) => [...piecesOf(covers, range)])) {
    const { offset, bytes, source } = piece
    if (source === undefined) {
      weights.push({ range: { offset, bytes }, weight: bytes, kind: 'fresh' })
      continue
    }
    const kind = (source - offset) % alignmentBytes === 0 ? 'aligned' : 'unaligned'
    for (const part of stretches.within(covered, covered + bytes)) {
      const range = { offset: offset + part.offset - covered, bytes: part.bytes }
      weights.push({ range, weight: part.bytes + stretchBytes, kind })
    }
    covered += bytes
  }
  return weights
}
