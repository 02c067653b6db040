import type { ByteRange } from '#core/chunk-geometry.ts'
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
  /** The references that are predicted in this chunk, a set of rules. */
  readonly rules: number
  readonly map: ReferenceMap
}

/** The next chunk of a patch. Throws {@link FormatError} where the patch ends too early. */
export function makeChunk(cursor: PatchCursor, material: ChunkMaterial): Uint8Array {
  const { range, pieces } = material
  const chunk = new Uint8Array(range.bytes)
  pieces.forEach((piece, place) => {
    const part = chunk.subarray(piece.offset - range.offset, piece.offset - range.offset + piece.bytes)
    if (piece.source === undefined) {
      cursor.takeFresh(part)
    } else {
      predictPiece(part, material.sourceOf(place), { offset: piece.offset, source: piece.source }, material)
      cursor.addDifferences(part)
    }
  })
  return chunk
}

/** Fills a piece with what is predicted from its old bytes, which stand at `source` in the base. */
export function predictPiece(
  into: Uint8Array,
  old: Uint8Array,
  place: { readonly offset: number; readonly source: number },
  { rules, map }: Pick<ChunkMaterial, 'rules' | 'map'>,
): void {
  into.set(old)
  if (rules !== 0) predictReferences(rules, { old: viewOf(old), predicted: viewOf(into), ...place }, map)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
