import type { ByteRange } from '#core/chunk-geometry.ts'
import { Moves } from '#core/delta/predict/moves.ts'
import { ProgramMap } from '#core/delta/predict/program-map.ts'
import { type Cover, type Covers, coversOf, piecesOf } from '#core/format/covers.ts'
import type { Program } from '#core/format/programs.ts'

/** A stretch of a piece, and where its references lead. */
export interface MappedStretch {
  readonly bytes: number
  readonly map: ProgramMap
}

/** Where the references of a base lead in the new image, as the covers and the programs of a delta say. */
export class ReferenceMap {
  readonly #covers: Covers
  readonly #programs: readonly Program[]
  /** By number of a program: its map, once it was asked for. */
  readonly #maps: (ProgramMap | undefined)[] = []
  /** For what is in no program. */
  #outside: ProgramMap | undefined

  constructor(covers: Covers, programs: readonly Program[]) {
    this.#covers = covers
    this.#programs = programs
  }

  /**
   * The first stretch of a piece, of at most `bytes`, and its map: that of the program that has both its old and its new
   * place, or one that knows no addresses.
   */
  stretchAt(source: number, offset: number, bytes: number): MappedStretch {
    const number = this.#firstEndingBehind(offset)
    const program = this.#programs[number]
    if (program === undefined) return { bytes, map: this.#mapOutside() }
    const left = Math.min(leftOf(program.base, source), leftOf(program.image, offset))
    if (left > 0) return { bytes: Math.min(bytes, left), map: this.#mapOf(number, program) }
    const before = program.image.offset - offset
    const ahead = before > 0 ? before : leftOf(program.image, offset)
    return { bytes: Math.min(bytes, ahead), map: this.#mapOutside() }
  }

  #mapOf(number: number, program: Program): ProgramMap {
    const map = this.#maps[number] ?? new ProgramMap(new Moves(coversWithin(this.#covers, program)), program)
    this.#maps[number] = map
    return map
  }

  #mapOutside(): ProgramMap {
    this.#outside ??= new ProgramMap(new Moves(this.#covers), undefined)
    return this.#outside
  }

  /** The number of the first program that ends behind `offset` of the new image; their number where none does. */
  #firstEndingBehind(offset: number): number {
    let from = 0
    let to = this.#programs.length
    while (from < to) {
      const middle = (from + to) >>> 1
      const { image } = this.#programs[middle] as Program
      if (image.offset + image.bytes <= offset) from = middle + 1
      else to = middle
    }
    return from
  }
}

/** What of the covers leads from a program's place in the base to its place in the new image. */
export function coversWithin(covers: Covers, { base, image }: Omit<Program, 'loads'>): Covers {
  const within: Cover[] = []
  for (const { offset, bytes, source } of piecesOf(covers, image)) {
    if (source === undefined) continue
    const start = Math.max(source, base.offset)
    const end = Math.min(source + bytes, base.offset + base.bytes)
    if (start < end) within.push({ offset: offset + start - source, bytes: end - start, source: start })
  }
  return coversOf(within)
}

/** How many bytes of a range stand at and behind a place in it; none for a place outside. */
function leftOf({ offset, bytes }: ByteRange, place: number): number {
  return place < offset ? 0 : Math.max(0, offset + bytes - place)
}
