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
    const end = start + bytes
    if (source === undefined) {
      cursor.takeFresh(chunk, start, end)
    } else {
      predictPiece(chunk.subarray(start, end), material.sourceOf(place), { start, offset, source }, { rules, map })
      cursor.addDifferences(chunk, start, end)
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
    if (rules !== 0) predictWithin(into, { old, ...place }, { at, end, rules, map: prediction.map })
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
  stretch: Stretch,
  { rules, map }: { readonly rules: number; readonly map: ReferenceMap },
): void {
  predictWithin(into, stretch, { at: 0, end: stretch.old.byteLength, rules, map })
}

/** Which bytes of a stretch are predicted, and how. */
interface Within {
  readonly at: number
  readonly end: number
  readonly rules: number
  readonly map: ReferenceMap
}

function predictWithin(
  into: Uint8Array,
  { old, source, offset }: Stretch,
  { at: from, end, rules, map }: Within,
): void {
  for (let at = from; at < end; ) {
    const mapped = map.stretchAt(source + at, offset + at, end - at)
    const views = { old: viewOf(old, at, mapped.bytes), predicted: viewOf(into, at, mapped.bytes) }
    predictReferences(rules, { ...views, source: source + at, offset: offset + at }, mapped.map)
    at += mapped.bytes
  }
}

function viewOf({ buffer, byteOffset }: Uint8Array, at: number, bytes: number): DataView {
  return new DataView(buffer, byteOffset + at, bytes)
}
