import type { ByteRange } from '#core/chunk-geometry.ts'
import { chunkBytesMax, imageBytesMax } from '#core/chunk-geometry.ts'
import { greatEffort } from '#core/codec/compress.ts'
import { readSection, writeSection } from '#core/codec/section.ts'
import { VarintReader, VarintWriter } from '#core/codec/varint.ts'
import { requireForm } from '#core/format/bounds.ts'

/**
 * Which stretches of a new image are made from which stretches of its base, ascending and disjoint in the new image. The
 * two of a cover have one length and need not be equal. Columns, so that hundreds of thousands take little memory.
 */
export interface Covers {
  /** Where each begins in the new image. */
  readonly targets: Float64Array
  /** Where each begins in the base. */
  readonly sources: Float64Array
  /** How long each is, in bytes, at least 1. */
  readonly lengths: Float64Array
}

/** One stretch of a new image and where in the base it is made from. */
export interface Cover extends ByteRange {
  readonly source: number
}

/** A stretch of a new image: from the base where it has a source, new bytes where it has none. */
export interface Piece extends ByteRange {
  readonly source: number | undefined
}

/** The most covers of one delta. */
export const coversMax = 512 * 1024

/**
 * The most covers that begin in one aligned MiB of the new image, and so in one chunk: each may be a read of the base, so that
 * this bounds how long a chunk takes to make.
 */
export const chunkCoversMax = 16 * 1024

/** The columns of a list of covers, ascending. */
export function coversOf(list: readonly Cover[]): Covers {
  return {
    targets: Float64Array.from(list, ({ offset }) => offset),
    sources: Float64Array.from(list, ({ source }) => source),
    lengths: Float64Array.from(list, ({ bytes }) => bytes),
  }
}

/** The pieces of a range of the new image, in order: all of it, covered and not. */
export function* piecesOf(covers: Covers, range: ByteRange): Generator<Piece> {
  const { targets, sources, lengths } = covers
  const end = range.offset + range.bytes
  let offset = range.offset
  for (let index = firstEndingBehind(covers, offset); index < targets.length && offset < end; index++) {
    const target = at(targets, index)
    if (target >= end) break
    if (target > offset) yield { offset, bytes: target - offset, source: undefined }
    const start = Math.max(offset, target)
    offset = Math.min(end, target + at(lengths, index))
    yield { offset: start, bytes: offset - start, source: at(sources, index) + start - target }
  }
  if (offset < end) yield { offset, bytes: end - offset, source: undefined }
}

/** The covers as a delta carries them (`docs/format.md` §6): three columns of numbers, compressed. */
export function encodeCovers({ targets, sources, lengths }: Covers): Uint8Array {
  if (targets.length === 0) return new Uint8Array()
  const gaps = new VarintWriter()
  const column = new VarintWriter()
  const jumps = new VarintWriter()
  let target = 0
  let source = 0
  targets.forEach((start, index) => {
    const length = at(lengths, index)
    gaps.add(start - target)
    column.add(length)
    jumps.addSigned(at(sources, index) - (source + start - target))
    target = start + length
    source = at(sources, index) + length
  })
  const columns = new VarintWriter()
  columns.add(targets.length)
  for (const { bytes } of [gaps, column, jumps]) columns.addBytes(bytes)
  const writer = new VarintWriter()
  writeSection(writer, columns.bytes, greatEffort)
  return writer.bytes.slice()
}

/**
 * Reads the covers of an image of so many bytes. Throws {@link FormatError} on more than {@link coversMax}, on more than
 * {@link chunkCoversMax} in one MiB, and on any that is empty, ends behind the image or begins before the base; who reads
 * the base checks its end.
 */
export function decodeCovers(bytes: Uint8Array, imageBytes: number): Covers {
  if (bytes.byteLength === 0) return coversOf([])
  const section = new VarintReader('delta', bytes)
  const reader = new VarintReader('delta', readSection('delta', section, { leftBytes: columnsBytesMax }))
  requireForm('delta', section.isAtEnd, 'has bytes behind its covers')
  const count = reader.next()
  requireForm('delta', count >= 1 && count <= coversMax, `has ${count} covers, at most ${coversMax} are allowed`)
  const covers = readColumns(reader, count, imageBytes)
  requireForm('delta', reader.isAtEnd, 'has numbers behind its last cover')
  requireUncrowded(covers)
  return covers
}

/** The most bytes of the columns: some ten for each cover. */
const columnsBytesMax = 12 * coversMax

function readColumns(reader: VarintReader, count: number, imageBytes: number): Covers {
  const gaps = Float64Array.from({ length: count }, () => reader.next())
  const lengths = Float64Array.from({ length: count }, () => reader.next())
  const targets = new Float64Array(count)
  const sources = new Float64Array(count)
  let target = 0
  let source = 0
  for (let index = 0; index < count; index++) {
    const length = at(lengths, index)
    target += at(gaps, index)
    source += at(gaps, index) + reader.nextSigned()
    requireForm('delta', length >= 1 && target + length <= imageBytes, `has a cover of ${length} bytes at ${target}`)
    requireForm('delta', source >= 0 && source + length <= imageBytesMax, `has a cover from ${source} of the base`)
    targets[index] = target
    sources[index] = source
    target += length
    source += length
  }
  return { targets, sources, lengths }
}

function requireUncrowded({ targets }: Covers): void {
  let mebibyte = 0
  let count = 0
  for (const target of targets) {
    const here = Math.floor(target / chunkBytesMax)
    count = here === mebibyte ? count + 1 : 1
    mebibyte = here
    requireForm('delta', count <= chunkCoversMax, `has more than ${chunkCoversMax} covers in one chunk`)
  }
}

/** The number of the first cover that ends behind `offset`; their number where none does. */
function firstEndingBehind({ targets, lengths }: Covers, offset: number): number {
  let from = 0
  let to = targets.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (at(targets, middle) + at(lengths, middle) <= offset) from = middle + 1
    else to = middle
  }
  return from
}

function at(column: Float64Array, index: number): number {
  return column[index] ?? 0
}
