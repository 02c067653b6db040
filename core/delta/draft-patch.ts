import type { ByteRange } from '#core/chunk-geometry.ts'
import type { Patch } from '#core/codec/patch.ts'
import { VarintWriter } from '#core/codec/varint.ts'
import { predictPiece } from '#core/delta/make-chunk.ts'
import { chooseRules } from '#core/delta/predict/choose-rules.ts'
import type { ReferenceMap } from '#core/delta/predict/reference-map.ts'
import type { Piece } from '#core/format/covers.ts'

/** Two images, and where the references of the old one lead in the new one. */
export interface PatchInput {
  readonly base: Uint8Array
  readonly image: Uint8Array
  readonly map: ReferenceMap
}

/** What one chunk has new. */
export interface ChunkDraft {
  /** By grain of its bytes. */
  readonly rules: Uint8Array
  /** By covered byte, in order: what it differs by from what is predicted. */
  readonly differences: Uint8Array
  readonly fresh: Uint8Array
}

/** Up to so many covered bytes, a plain list of differences may be smaller than one without its zeros. */
const plainBytesMax = 1024 * 1024

/** What a chunk has new beside its pieces of the base, predicted by the rules that fit it best. */
export function draftChunk(input: PatchInput, range: ByteRange, pieces: readonly Piece[]): ChunkDraft {
  const { base, image, map } = input
  const rules = chooseRules(input, range, pieces)
  const covered = pieces.reduce((sum, { source, bytes }) => sum + (source === undefined ? 0 : bytes), 0)
  const differences = new Uint8Array(covered)
  const fresh: Uint8Array[] = []
  let end = 0
  for (const { offset, bytes, source } of pieces) {
    const made = image.subarray(offset, offset + bytes)
    if (source === undefined) {
      fresh.push(made)
      continue
    }
    const part = differences.subarray(end, end + bytes)
    predictPiece(
      part,
      base.subarray(source, source + bytes),
      { start: offset - range.offset, offset, source },
      { rules, map },
    )
    for (let at = 0; at < bytes; at++) part[at] = (made[at] ?? 0) - (part[at] ?? 0)
    end += bytes
  }
  return { rules, differences, fresh: Buffer.concat(fresh) }
}

/** The forms that the patch of some chunks may take; the smallest when compressed is for the caller to find. */
export function joinDrafts(drafts: readonly ChunkDraft[]): readonly Patch[] {
  const rules = withoutTrailingZeros(Buffer.concat(drafts.map((draft) => draft.rules)))
  const fresh = Buffer.concat(drafts.map((draft) => draft.fresh))
  const differences = Buffer.concat(drafts.map((draft) => draft.differences))
  const sparse: Patch = { rules, fresh, ...withoutZeros(differences) }
  if (differences.byteLength > plainBytesMax) return [sparse]
  return [sparse, { rules, fresh, lengths: new Uint8Array(), differences }]
}

/** Rules that nothing follows need not be written. */
function withoutTrailingZeros(rules: Uint8Array): Uint8Array {
  return rules.subarray(0, rules.findLastIndex((set) => set !== 0) + 1)
}

/** Differences as the lengths of stretches, in turn equal and different, and the bytes of the different ones. */
function withoutZeros(differences: Uint8Array): Pick<Patch, 'lengths' | 'differences'> {
  const lengths = new VarintWriter()
  const kept = new VarintWriter()
  for (let at = 0; at < differences.byteLength; ) {
    const equalEnd = endOf(differences, at, true)
    const end = endOf(differences, equalEnd, false)
    lengths.add(equalEnd - at)
    if (end > equalEnd) lengths.add(end - equalEnd)
    kept.addBytes(differences.subarray(equalEnd, end))
    at = end
  }
  return { lengths: lengths.bytes.slice(), differences: kept.bytes.slice() }
}

function endOf(differences: Uint8Array, from: number, isEqual: boolean): number {
  let at = from
  while (at < differences.byteLength && (differences[at] === 0) === isEqual) at++
  return at
}
