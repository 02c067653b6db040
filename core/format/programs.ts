import { type ByteRange, imageBytesMax } from '#core/chunk-geometry.ts'
import { greatEffort } from '#core/codec/compress.ts'
import { readSection, writeSection } from '#core/codec/section.ts'
import { VarintReader, VarintWriter } from '#core/codec/varint.ts'
import { requireForm } from '#core/format/bounds.ts'

/** A program that both images have, raw firmware as a whole or a file in a file system: where it stands and where it runs. */
export interface Program {
  readonly base: ByteRange
  readonly image: ByteRange
  readonly loads: readonly LoadPair[]
}

/** A stretch of the program in the base, and the one that took its place in the new image. */
export interface LoadPair {
  readonly base: Load
  readonly image: Load
}

/** A stretch of a program and the address at which a processor sees it. */
export interface Load {
  /** From where the program begins. */
  readonly offset: number
  readonly bytes: number
  /** How many bytes behind it are in memory only, where they begin as zeros. */
  readonly zeroBytes: number
  /** 0 to 2^64 − 1. */
  readonly address: bigint
}

/** The most programs of one delta. */
export const programsMax = 4096

/** The most loads of one program. */
export const loadsMax = 16

/** The programs as a delta carries them (`docs/format.md` §6): numbers, compressed. */
export function encodePrograms(programs: readonly Program[]): Uint8Array {
  if (programs.length === 0) return new Uint8Array()
  const numbers = new VarintWriter()
  numbers.add(programs.length)
  let baseEnd = 0
  let imageEnd = 0
  for (const { base, image, loads } of programs) {
    numbers.addSigned(base.offset - baseEnd)
    numbers.add(base.bytes)
    numbers.add(image.offset - imageEnd)
    numbers.addSigned(image.bytes - base.bytes)
    numbers.add(loads.length)
    for (const pair of loads) addPair(numbers, pair)
    baseEnd = base.offset + base.bytes
    imageEnd = image.offset + image.bytes
  }
  const writer = new VarintWriter()
  writeSection(writer, numbers.bytes, greatEffort)
  return writer.bytes.slice()
}

/**
 * Reads the programs of an image of so many bytes. Throws {@link FormatError} on more than {@link programsMax}, more loads than
 * {@link loadsMax}, programs that overlap in the new image or end behind it, and loads that end behind their program.
 */
export function decodePrograms(bytes: Uint8Array, imageBytes: number): readonly Program[] {
  if (bytes.byteLength === 0) return []
  const section = new VarintReader('delta', bytes)
  const reader = new VarintReader('delta', readSection('delta', section, { leftBytes: numbersBytesMax }))
  requireForm('delta', section.isAtEnd, 'has bytes behind its programs')
  const count = reader.next()
  requireForm('delta', count >= 1 && count <= programsMax, `has ${count} programs, at most ${programsMax} are allowed`)
  const programs: Program[] = []
  for (let last: Program | undefined; programs.length < count; programs.push(last)) {
    last = readProgram(reader, last)
    const { base, image } = last
    const isWithin = image.bytes >= 1 && endOf(image) <= imageBytes
    requireForm('delta', isWithin, `has a program of ${image.bytes} bytes at ${image.offset}`)
    requireForm(
      'delta',
      base.offset >= 0 && endOf(base) <= imageBytesMax,
      `has a program from ${base.offset} of the base`,
    )
  }
  requireForm('delta', reader.isAtEnd, 'has numbers behind its last program')
  return programs
}

/** Ten numbers for each load of a program, of which most are short, in bytes. */
const numbersBytesMax = programsMax * 1024

function addPair(numbers: VarintWriter, { base, image }: LoadPair): void {
  const before = numbersOf(base)
  for (const number of before) numbers.add(number)
  numbersOf(image).forEach((number, place) => {
    numbers.addSigned(number - (before[place] ?? 0))
  })
}

function numbersOf({ offset, bytes, zeroBytes, address }: Load): readonly number[] {
  return [offset, bytes, zeroBytes, Number(address >> 32n), Number(address & 0xffff_ffffn)]
}

function readProgram(reader: VarintReader, last: Program | undefined): Program {
  const baseOffset = (last === undefined ? 0 : endOf(last.base)) + reader.nextSigned()
  const baseBytes = reader.next()
  const imageOffset = (last === undefined ? 0 : endOf(last.image)) + reader.next()
  const imageBytes = baseBytes + reader.nextSigned()
  const base = { offset: baseOffset, bytes: baseBytes }
  const image = { offset: imageOffset, bytes: imageBytes }
  const loadCount = reader.next()
  requireForm('delta', loadCount <= loadsMax, `has a program of ${loadCount} loads, at most ${loadsMax} are allowed`)
  const loads = Array.from({ length: loadCount }, () => readPair(reader, { base, image }))
  return { base, image, loads }
}

function readPair(reader: VarintReader, { base, image }: Omit<Program, 'loads'>): LoadPair {
  const before = Array.from({ length: 5 }, () => reader.next())
  const after = before.map((number) => number + reader.nextSigned())
  return { base: loadOf(before, base), image: loadOf(after, image) }
}

function loadOf(numbers: readonly number[], program: ByteRange): Load {
  const [offset = 0, bytes = 0, zeroBytes = 0, high = 0, low = 0] = numbers
  requireForm(
    'delta',
    numbers.every((number) => number >= 0) && offset + bytes <= program.bytes && zeroBytes <= imageBytesMax,
    `has a load of ${bytes} bytes at ${offset} of a program of ${program.bytes}`,
  )
  requireForm('delta', high < 2 ** 32 && low < 2 ** 32, 'has a load at an address of more than 64 bits')
  return { offset, bytes, zeroBytes, address: (BigInt(high) << 32n) | BigInt(low) }
}

function endOf({ offset, bytes }: ByteRange): number {
  return offset + bytes
}
