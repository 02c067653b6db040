import type { ByteRange } from '#core/chunk-geometry.ts'
import type { Cover } from '#core/format/covers.ts'

/** Bytes of the new image that stand in the base too: `base[p + shift] === image[p]` over the range. */
export interface Seed extends ByteRange {
  /** Where they stand in the base, less where they stand in the image. */
  readonly shift: number
}

/** Two images. */
interface Images {
  readonly base: Uint8Array
  readonly image: Uint8Array
}

/** A cover under construction. */
interface Growing {
  start: number
  end: number
  readonly shift: number
}

/** What a cover must bring over its differing bytes: about what it costs to write down, in bytes. */
const coverGainMin = 8

/**
 * Covers of a range from its seeds, in order: seeds of one shift become one cover where the bytes between them
 * allow it, and what lies between two covers goes to the side that has more equal bytes, or to none.
 */
export function joinSeeds(images: Images, range: ByteRange, seeds: readonly Seed[]): readonly Cover[] {
  const growing = growAll(images, range, seeds)
  return growing
    .filter((cover) => gainOf(images, cover) >= coverGainMin)
    .map(({ start, end, shift }) => ({ offset: start, bytes: end - start, source: start + shift }))
}

function growAll(images: Images, range: ByteRange, seeds: readonly Seed[]): readonly Growing[] {
  const covers: Growing[] = []
  let last: Growing | undefined
  for (const { offset, bytes, shift } of seeds) {
    if (last !== undefined && last.shift === shift && isWorthBridging(images, last, offset)) {
      last.end = offset + bytes
      continue
    }
    const next: Growing = { start: offset, end: offset + bytes, shift }
    divideBetween(images, last, next, range.offset)
    covers.push(next)
    last = next
  }
  if (last !== undefined) last.end += forwards(images, last, range.offset + range.bytes)
  return covers.filter(({ start, end }) => end > start)
}

/** Two seeds of one shift stay together unless most bytes of a long stretch between them differ. */
function isWorthBridging(images: Images, last: Growing, offset: number): boolean {
  const gap = offset - last.end
  return gap <= bridgedBytesMax || equalBetween(images, last.end, offset, last.shift) * 2 >= gap
}

/** A stretch of differences up to this length costs less than a cover, in bytes. */
const bridgedBytesMax = 256

/** Stretches `last` forwards and `next` backwards; where they would overlap, the border goes to where most bytes are equal. */
function divideBetween(images: Images, last: Growing | undefined, next: Growing, rangeStart: number): void {
  const floor = last?.end ?? rangeStart
  const back = backwards(images, next, floor)
  if (last === undefined) {
    next.start -= back
    return
  }
  const ahead = forwards(images, last, next.start)
  const overlap = last.end + ahead - (next.start - back)
  const border = overlap <= 0 ? 0 : borderIn(images, { last, next, from: next.start - back, to: last.end + ahead })
  next.start = overlap <= 0 ? next.start - back : border
  last.end = overlap <= 0 ? last.end + ahead : border
}

/** How far a cover is worth stretching forwards: to where equal bytes are most ahead of others. */
function forwards({ base, image }: Images, { end, shift }: Growing, limit: number): number {
  const stop = Math.min(limit, base.byteLength - shift)
  let score = 0
  let best = 0
  let bestBytes = 0
  for (let at = end; at < stop && score > best - scoreDropMax; at++) {
    score += image[at] === base[at + shift] ? 1 : -1
    if (score > best) {
      best = score
      bestBytes = at + 1 - end
    }
  }
  return bestBytes
}

function backwards({ base, image }: Images, { start, shift }: Growing, limit: number): number {
  const stop = Math.max(limit, -shift)
  let score = 0
  let best = 0
  let bestBytes = 0
  for (let at = start - 1; at >= stop && score > best - scoreDropMax; at--) {
    score += image[at] === base[at + shift] ? 1 : -1
    if (score > best) {
      best = score
      bestBytes = start - at
    }
  }
  return bestBytes
}

/** Stretching is given up this far below the best score: nothing that begins further away pays for what lies between. */
const scoreDropMax = 256

/** The place in an overlap of two covers that leaves the fewest bytes different. */
function borderIn(
  { base, image }: Images,
  { last, next, from, to }: { last: Growing; next: Growing; from: number; to: number },
): number {
  let lead = 0
  let best = 0
  let border = from
  for (let at = from; at < to; at++) {
    if (image[at] === base[at + last.shift]) lead++
    if (image[at] === base[at + next.shift]) lead--
    if (lead > best) {
      best = lead
      border = at + 1
    }
  }
  return border
}

function gainOf(images: Images, { start, end, shift }: Growing): number {
  const equal = equalBetween(images, start, end, shift)
  return 2 * equal - (end - start)
}

function equalBetween({ base, image }: Images, start: number, end: number, shift: number): number {
  let equal = 0
  for (let at = start; at < end; at++) if (image[at] === base[at + shift]) equal++
  return equal
}
