import type { ByteRange } from '#core/chunk-geometry.ts'
import { type BlockIndex, blockBytes, hashBlock, lookUp, rollHash } from '#core/delta/block-index.ts'

/** Bytes of the new image that stand in the base too: `base[p + shift] === image[p]` over the range. */
export interface Match extends ByteRange {
  /** Where they stand in the base, less where they stand in the image. */
  readonly shift: number
}

/** Two images and the index of the old one. */
export interface ImagePair {
  readonly base: Uint8Array
  readonly index: BlockIndex
  readonly image: Uint8Array
}

/**
 * What a range of the new image has in common with the whole base: disjoint matches of at least
 * {@link resumedBytesMin} bytes, in order. Greedy; a match that ends is first looked for again at its own
 * shift, as in code a changed address interrupts bytes that otherwise stay together.
 */
export function findMatches(pair: ImagePair, range: ByteRange): readonly Match[] {
  const matches: Match[] = []
  const end = range.offset + range.bytes
  let position = range.offset
  let shift = 0
  let hash = hashBlock(pair.image, position)
  while (position + blockBytes <= end) {
    const match = matchAt(pair, { position, end, shift, hash })
    if (match === undefined) {
      hash = rollHash(hash, pair.image[position] ?? 0, pair.image[position + blockBytes] ?? 0)
      position++
    } else {
      matches.push(match)
      shift = match.shift
      position += match.bytes
      hash = hashBlock(pair.image, position)
    }
  }
  return matches
}

/** The shortest match that continues at the shift of the one before, in bytes. */
const resumedBytesMin = 8

/** Where the search is: `hash` is that of the block at `position`, `shift` that of the last match. */
interface Place {
  readonly position: number
  readonly end: number
  readonly shift: number
  readonly hash: number
}

function matchAt(pair: ImagePair, { position, end, shift, hash }: Place): Match | undefined {
  const resumed = commonBytes(pair, position, shift, end)
  if (resumed >= resumedBytesMin) return { offset: position, bytes: resumed, shift }
  const source = lookUp(pair.index, hash)
  if (source === undefined) return undefined
  const bytes = commonBytes(pair, position, source - position, end)
  return bytes >= blockBytes ? { offset: position, bytes, shift: source - position } : undefined
}

function commonBytes({ base, image }: ImagePair, position: number, shift: number, end: number): number {
  const limit = Math.min(end, base.byteLength - shift)
  if (position + shift < 0) return 0
  let next = position
  while (next < limit && image[next] === base[next + shift]) next++
  return Math.max(0, next - position)
}
