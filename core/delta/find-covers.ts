import type { ByteRange } from '#core/chunk-geometry.ts'
import { type BaseIndex, hashKey, keyBytes, placeOfKey, viewOf } from '#core/delta/base-index.ts'
import { joinSeeds, type Seed } from '#core/delta/join-seeds.ts'
import type { Cover } from '#core/format/covers.ts'

/** A shift whose score is at least this goes on without another look: what differs are addresses. */
const goesOnScore = 64

/** Two images and the index of the old one. */
export interface ImagePair {
  readonly base: Uint8Array
  readonly index: BaseIndex
  readonly image: Uint8Array
}

/** The most places in the base that one place of the image is compared with. */
const candidatesMax = 8

/** How far a candidate is followed to judge it, in bytes. */
const judgedBytesMax = 256

/** A candidate is given up this far below its best score. */
const scoreDropMax = 24

/** What another shift than that of the cover before must score more, as it costs a cover of its own. */
const newCoverCost = 16

/** The shortest stretch of equal bytes that shows that a shift goes on. */
const resumedBytesMin = 16

/**
 * Covers of a range of the new image, chosen by what they save: a place of the base is worth the bytes that stand in
 * it too, less those that differ, and must beat going on at the shift of the cover before. They are stretched over
 * differences while that pays, as in code a changed address interrupts what else stays together.
 */
export function findCovers(pair: ImagePair, range: ByteRange): readonly Cover[] {
  return joinSeeds(pair, range, [...findSeeds(pair, range)])
}

function* findSeeds(pair: ImagePair, range: ByteRange): Generator<Seed> {
  const { image } = pair
  const view = viewOf(image)
  const end = range.offset + range.bytes
  const lastKey = end - keyBytes
  let shift = 0
  let position = range.offset
  while (position < end) {
    const resumed = equalBytes(pair, position, shift, end)
    if (resumed >= resumedBytesMin) {
      yield { offset: position, bytes: resumed, shift }
      position += resumed
      continue
    }
    if (scoreAt(pair, position, shift, end) >= goesOnScore) {
      position += Math.max(1, resumed)
      continue
    }
    const hash = position <= lastKey ? hashKey(view, position) : undefined
    const better = hash === undefined ? undefined : betterShift(pair, { position, end, shift, hash })
    if (better === undefined) {
      position++
    } else {
      shift = better
      const bytes = equalBytes(pair, position, shift, end)
      yield { offset: position, bytes, shift }
      position += bytes
    }
  }
}

/** Where the search is: `hash` is that of the key at `position`, `shift` that of the last seed. */
interface Place {
  readonly position: number
  readonly end: number
  readonly shift: number
  readonly hash: number
}

function betterShift(pair: ImagePair, { position, end, shift, hash }: Place): number | undefined {
  const { index } = pair
  let entry = index.heads[hash >>> (32 - index.slotBits)] ?? 0
  if (entry === 0) return undefined
  let bestScore = scoreAt(pair, position, shift, end) + newCoverCost
  let best: number | undefined
  for (let tried = 0; entry !== 0 && tried < candidatesMax; tried++) {
    const candidate = placeOfKey(index, entry - 1) - position
    const score = scoreAt(pair, position, candidate, end)
    if (score > bestScore || (score === bestScore && best !== undefined && isNearer(candidate, best, shift))) {
      bestScore = score
      best = candidate
    }
    entry = index.previous[entry - 1] ?? 0
  }
  return best
}

/** Of equal candidates the nearer one is cheaper to write down. */
function isNearer(one: number, other: number, shift: number): boolean {
  return Math.abs(one - shift) < Math.abs(other - shift)
}

/** What a cover at this shift brings from `position` on: the most that equal bytes are ahead of others at any length. */
function scoreAt({ base, image }: ImagePair, position: number, shift: number, end: number): number {
  if (position + shift < 0) return 0
  const limit = Math.min(end, base.byteLength - shift, position + judgedBytesMax)
  let score = 0
  let best = 0
  for (let next = position; next < limit; next++) {
    if (image[next] === base[next + shift]) {
      if (++score > best) best = score
    } else if (--score < best - scoreDropMax) break
  }
  return best
}

function equalBytes({ base, image }: ImagePair, position: number, shift: number, end: number): number {
  if (position + shift < 0) return 0
  const limit = Math.min(end, base.byteLength - shift)
  let next = position
  while (next < limit && image[next] === base[next + shift]) {
    next++
    if ((next - position) % leapBytes === 0) next = leapOver({ base, image }, next, shift, limit)
  }
  return Math.max(0, next - position)
}

/** What is equal this far mostly is much further, which the machine finds out faster than a loop, in bytes. */
const leapBytes = 4096

/** The end of the equal leaps from `position` on. */
function leapOver(
  { base, image }: Pick<ImagePair, 'base' | 'image'>,
  position: number,
  shift: number,
  limit: number,
): number {
  let next = position
  for (; next + leapBytes <= limit; next += leapBytes) {
    const old = base.subarray(next + shift, next + shift + leapBytes)
    if (Buffer.compare(image.subarray(next, next + leapBytes), old) !== 0) break
  }
  return next
}
