import { check } from '#core/check.ts'
import { looksLikeTrainedDictionary } from '#core/codec/codec.ts'
import type { Match } from '#core/delta/find-matches.ts'
import { type Extent, extentsMax, sourceBytesMax } from '#core/format/delta.ts'

/**
 * The extents of the base that help most to make what these matches were found in, ascending: all of
 * a base of up to {@link sourceBytesMax}, else the blocks of {@link sourceBlockBytes} with the most
 * matched bytes. None where nothing matches.
 */
export function chooseSources(base: Uint8Array, matches: readonly Match[]): readonly Extent[] {
  if (matches.length === 0) return []
  const extents =
    base.byteLength <= sourceBytesMax
      ? [{ offset: 0, bytes: base.byteLength }]
      : joinBlocks(bestBlocks(matches), base.byteLength)
  return asRawContent(base, extents)
}

/** The bytes of the extents, one after the other. Each stands in the base. */
export function readSources(base: Uint8Array, extents: readonly Extent[]): Uint8Array {
  const parts = extents.map(({ offset, bytes }) => {
    check(offset + bytes <= base.byteLength, 'an extent ends in the base')
    return base.subarray(offset, offset + bytes)
  })
  const [only] = parts
  return only !== undefined && parts.length === 1 ? only : Buffer.concat(parts)
}

/** The grain of sources in a large base: even scattered blocks stay within {@link extentsMax}. */
const sourceBlockBytes = sourceBytesMax / extentsMax

/** Fewer matched bytes than this do not pay for reading their block. */
const matchedBytesMin = 64

function bestBlocks(matches: readonly Match[]): readonly number[] {
  const matchedBytes = new Map<number, number>()
  for (const { offset, bytes, shift } of matches) {
    const end = offset + shift + bytes
    for (let start = offset + shift; start < end; ) {
      const block = Math.floor(start / sourceBlockBytes)
      const next = Math.min(end, (block + 1) * sourceBlockBytes)
      matchedBytes.set(block, (matchedBytes.get(block) ?? 0) + next - start)
      start = next
    }
  }
  return [...matchedBytes]
    .filter(([, bytes]) => bytes >= matchedBytesMin)
    .sort(([blockA, bytesA], [blockB, bytesB]) => bytesB - bytesA || blockA - blockB)
    .slice(0, extentsMax)
    .map(([block]) => block)
    .sort((a, b) => a - b)
}

function joinBlocks(blocks: readonly number[], baseBytes: number): readonly Extent[] {
  const extents: Extent[] = []
  for (const block of blocks) {
    const offset = block * sourceBlockBytes
    const bytes = Math.min(sourceBlockBytes, baseBytes - offset)
    const last = extents.at(-1)
    if (last !== undefined && last.offset + last.bytes === offset) {
      extents[extents.length - 1] = { offset: last.offset, bytes: last.bytes + bytes }
    } else {
      extents.push({ offset, bytes })
    }
  }
  return extents
}

/** Leaves out the first byte where zstd would else take the sources for a trained dictionary. */
function asRawContent(base: Uint8Array, extents: readonly Extent[]): readonly Extent[] {
  const [first, ...rest] = extents
  if (first === undefined || !looksLikeTrainedDictionary(base.subarray(first.offset))) return extents
  return [{ offset: first.offset + 1, bytes: first.bytes - 1 }, ...rest]
}
