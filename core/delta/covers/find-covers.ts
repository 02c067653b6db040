import type { ByteRange } from '#core/chunk-geometry.ts'
import type { Cover } from '#core/format/covers.ts'
import {
  type BaseIndex,
  entryBefore,
  hashKey,
  isLikely,
  keyBytes,
  lastEntry,
  placeOfEntry,
  viewOf,
} from './base-index.ts'
import { joinSeeds, type Seed } from './join-seeds.ts'

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
  const end = range.offset + range.bytes
  const search = { ...pair, baseWords: viewOf(pair.base), imageWords: viewOf(pair.image), end }
  return joinSeeds(pair, range, [...findSeeds(search, range.offset)])
}

/** What searching a range takes: words are compared faster than bytes. */
interface Search extends ImagePair {
  readonly baseWords: DataView
  readonly imageWords: DataView
  /** Where the range ends in the image. */
  readonly end: number
}

function* findSeeds(search: Search, start: number): Generator<Seed> {
  const { imageWords, end } = search
  const lastKey = end - keyBytes
  let shift = 0
  let position = start
  while (position < end) {
    const resumed = equalBytes(search, position, shift)
    if (resumed >= resumedBytesMin) {
      yield { offset: position, bytes: resumed, shift }
      position += resumed
      continue
    }
    const score = scoreAt(search, position, shift)
    if (score >= goesOnScore) {
      position += Math.max(1, resumed)
      continue
    }
    const hash = position <= lastKey ? hashKey(imageWords, position) : undefined
    const better = hash === undefined ? undefined : betterShift(search, { position, shift, score, hash })
    if (better === undefined) {
      position++
    } else {
      shift = better
      const bytes = equalBytes(search, position, shift)
      yield { offset: position, bytes, shift }
      position += bytes
    }
  }
}

/** Where the search is: `hash` is that of the key at `position`, `shift` that of the last seed and `score` what it brings here. */
interface Place {
  readonly position: number
  readonly shift: number
  readonly score: number
  readonly hash: number
}

function betterShift(search: Search, { position, shift, score: goingOn, hash }: Place): number | undefined {
  const { index } = search
  const triesAll = isInTable(search.imageWords, position)
  let entry = lastEntry(index, hash)
  let bestScore = goingOn + newCoverCost
  let best: number | undefined
  for (let tried = 0; entry !== 0 && tried < candidatesMax; tried++, entry = entryBefore(index, entry)) {
    if (!triesAll && !isLikely(entry, hash)) continue
    const candidate = placeOfEntry(index, entry) - position
    const score = scoreAt(search, position, candidate)
    if (score > bestScore || (score === bestScore && best !== undefined && isNearer(candidate, best, shift))) {
      bestScore = score
      best = candidate
    }
  }
  return best
}

/**
 * Whether half of the key comes again 8 bytes further, as the upper halves of addresses do: where all of these changed, any
 * other part of such a table is a better base than none.
 */
function isInTable(words: DataView, position: number): boolean {
  if (position + 16 > words.byteLength) return false
  return (
    words.getInt32(position) === words.getInt32(position + 8) ||
    words.getInt32(position + 4) === words.getInt32(position + 12)
  )
}

/** Of equal candidates the nearer one is cheaper to write down. */
function isNearer(one: number, other: number, shift: number): boolean {
  return Math.abs(one - shift) < Math.abs(other - shift)
}

/** What a cover at this shift brings from `position` on: the most that equal bytes are ahead of others at any length. */
function scoreAt({ base, end, baseWords, imageWords }: Search, position: number, shift: number): number {
  if (position + shift < 0) return 0
  const limit = Math.min(end, base.byteLength - shift, position + judgedBytesMax)
  let score = 0
  let best = 0
  for (let next = position; next < limit; next += wordBytes) {
    const bytes = Math.min(wordBytes, limit - next)
    const differing =
      bytes === wordBytes
        ? imageWords.getInt32(next, true) ^ baseWords.getInt32(next + shift, true)
        : differingTail(imageWords, baseWords, { next, shift, bytes })
    if (differing === 0) {
      score += bytes
      if (score > best) best = score
      continue
    }
    for (let byte = 0; byte < bytes; byte++) {
      if (((differing >>> (8 * byte)) & 0xff) === 0) {
        if (++score > best) best = score
      } else if (--score < best - scoreDropMax) return best
    }
  }
  return best
}

const wordBytes = 4

/** Which bytes of less than a word differ, the first one lowest. */
function differingTail(
  imageWords: DataView,
  baseWords: DataView,
  { next, shift, bytes }: { readonly next: number; readonly shift: number; readonly bytes: number },
): number {
  let differing = 0
  for (let byte = 0; byte < bytes; byte++) {
    differing |= (imageWords.getUint8(next + byte) ^ baseWords.getUint8(next + shift + byte)) << (8 * byte)
  }
  return differing
}

function equalBytes(search: Search, position: number, shift: number): number {
  if (position + shift < 0) return 0
  const { base, image, end, baseWords, imageWords } = search
  const limit = Math.min(end, base.byteLength - shift)
  let next = position
  while (next + wordBytes <= limit && imageWords.getInt32(next) === baseWords.getInt32(next + shift)) {
    next += wordBytes
    if ((next - position) % leapBytes === 0) next = leapOver(search, next, shift, limit)
  }
  while (next < limit && image[next] === base[next + shift]) next++
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
