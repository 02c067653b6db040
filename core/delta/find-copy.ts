import type { ByteRange } from '#core/chunk-geometry.ts'
import type { ImagePair, Match } from '#core/delta/find-matches.ts'

/** How many places in the base a whole chunk is compared with. */
const copyCandidatesMax = 4

/**
 * Where in the base, at any offset, the whole chunk stands, or undefined. The candidates are its own
 * offset and the shifts that most of its bytes matched at.
 */
export function findCopy({ base, image }: ImagePair, range: ByteRange, matches: readonly Match[]): number | undefined {
  const chunk = image.subarray(range.offset, range.offset + range.bytes)
  return candidateShifts(matches)
    .map((shift) => range.offset + shift)
    .filter((source) => source >= 0 && source + range.bytes <= base.byteLength)
    .find((source) => Buffer.compare(base.subarray(source, source + range.bytes), chunk) === 0)
}

function candidateShifts(matches: readonly Match[]): readonly number[] {
  const bytesByShift = new Map<number, number>([[0, 0]])
  for (const { shift, bytes } of matches) bytesByShift.set(shift, (bytesByShift.get(shift) ?? 0) + bytes)
  return [...bytesByShift]
    .sort(([shiftA, bytesA], [shiftB, bytesB]) => bytesB - bytesA || shiftA - shiftB)
    .slice(0, copyCandidatesMax)
    .map(([shift]) => shift)
}
