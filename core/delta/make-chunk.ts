import type { ByteRange } from '#core/chunk-geometry.ts'
import { rulesGrainBytes } from '#core/codec/codec.ts'
import type { PatchCursor } from '#core/delta/patch-cursor.ts'
import { predictReferences } from '#core/delta/predict/predict-references.ts'
import type { ReferenceMap } from '#core/delta/predict/reference-map.ts'
import type { Piece } from '#core/format/covers.ts'

/** What a chunk of a patch begins with. */
export interface ChunkMaterial {
  readonly range: ByteRange
  /** The pieces of the chunk, in order. */
  readonly pieces: readonly Piece[]
  /** The bytes of the base that each piece begins with; any for a piece without a source. */
  readonly sourceOf: (place: number) => Uint8Array
  readonly map: ReferenceMap
}

/**
 * The next chunk of a patch, in `chunk` where the caller has bytes for it. Throws {@link FormatError} where the patch
 * ends too early.
 */
export function makeChunk(
  cursor: PatchCursor,
  material: ChunkMaterial,
  chunk = new Uint8Array(material.range.bytes),
): Uint8Array {
  const { range, pieces, map } = material
  const rules = cursor.takeRules(range.bytes)
  pieces.forEach(({ offset, bytes, source }, place) => {
    const start = offset - range.offset
    const part = chunk.subarray(start, start + bytes)
    if (source === undefined) {
      cursor.takeFresh(part)
    } else {
      predictPiece(part, material.sourceOf(place), { start, offset, source }, { rules, map })
      cursor.addDifferences(part)
    }
  })
  return chunk
}

/** Where a piece stands in its chunk, in the new image and in the base. */
export interface PiecePlace {
  readonly start: number
  readonly offset: number
  readonly source: number
}

/** The rules of a chunk, by {@link rulesGrainBytes}, and where references lead. */
export interface Prediction {
  readonly rules: Uint8Array
  readonly map: ReferenceMap
}

/** Fills a piece with what is predicted from its old bytes. */
export function predictPiece(into: Uint8Array, old: Uint8Array, place: PiecePlace, prediction: Prediction): void {
  into.set(old)
  for (let at = 0; at < old.byteLength; ) {
    const grain = Math.floor((place.start + at) / rulesGrainBytes)
    const end = Math.min(old.byteLength, (grain + 1) * rulesGrainBytes - place.start)
    const rules = prediction.rules[grain] ?? 0
    if (rules !== 0) {
      const stretch = { old: old.subarray(at, end), source: place.source + at, offset: place.offset + at }
      predictStretch(into.subarray(at, end), stretch, { rules, map: prediction.map })
    }
    at = end
  }
}

/** Old bytes of one grain, and where they stand. */
export interface Stretch {
  readonly old: Uint8Array
  readonly source: number
  readonly offset: number
}

/** Writes over a copy of old bytes what one set of rules predicts. */
export function predictStretch(
  into: Uint8Array,
  { old, source, offset }: Stretch,
  { rules, map }: { readonly rules: number; readonly map: ReferenceMap },
): void {
  for (let at = 0; at < old.byteLength; ) {
    const mapped = map.stretchAt(source + at, offset + at, old.byteLength - at)
    const end = at + mapped.bytes
    const views = { old: viewOf(old.subarray(at, end)), predicted: viewOf(into.subarray(at, end)) }
    predictReferences(rules, { ...views, source: source + at, offset: offset + at }, mapped.map)
    at = end
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
