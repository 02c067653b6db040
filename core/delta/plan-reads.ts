import type { ByteRange } from '#core/chunk-geometry.ts'
import type { Piece } from '#core/format/covers.ts'

/** What to read of a base for the pieces of one chunk, into one buffer. */
export interface SourceReads {
  /** The length of the buffer, in bytes: at most twice that of the pieces. */
  readonly bytes: number
  /** Ascending in the base, each with where its bytes go in the buffer. */
  readonly extents: readonly (ByteRange & { readonly start: number })[]
  /** By piece: where its bytes are in the buffer; 0 for a piece without a source. */
  readonly places: readonly number[]
}

/** The bytes of a piece in the buffer that was read. */
export function sourceIn(
  buffer: Uint8Array,
  { places }: SourceReads,
  pieces: readonly Piece[],
  place: number,
): Uint8Array {
  const start = places[place] ?? 0
  return buffer.subarray(start, start + (pieces[place]?.bytes ?? 0))
}

/** A read under construction. */
interface Extent {
  readonly offset: number
  end: number
  /** How many bytes of it pieces asked for. */
  wanted: number
  readonly start: number
}

/**
 * Plans to read what pieces need of a base. Neighbours are read together where what lies between them is no longer than
 * what they need, as a read costs more than some bytes.
 */
export function planReads(pieces: readonly Piece[]): SourceReads {
  const extents: Extent[] = []
  const places = pieces.map(() => 0)
  let bytes = 0
  const order = pieces.flatMap(({ source }, place) => (source === undefined ? [] : [{ source, place }]))
  for (const { source, place } of order.sort((a, b) => a.source - b.source || a.place - b.place)) {
    const end = source + (pieces[place]?.bytes ?? 0)
    let last = extents.at(-1)
    if (last === undefined || source - last.offset > 2 * last.wanted) {
      last = { offset: source, end: source, wanted: 0, start: bytes }
      extents.push(last)
    }
    last.wanted += end - source
    last.end = Math.max(last.end, end)
    places[place] = last.start + source - last.offset
    bytes = last.start + last.end - last.offset
  }
  return { bytes, extents: extents.map(({ offset, end, start }) => ({ offset, bytes: end - offset, start })), places }
}
