import type { Moves } from '#core/delta/predict/moves.ts'
import type { Load, LoadPair, Program } from '#core/format/programs.ts'

/** A load whose address is counted from that of the first one, so that it is an exact number. */
interface NearLoad {
  readonly offset: number
  readonly end: number
  /** What leads from an offset in the image to the address. */
  readonly bias: number
  readonly zeroBytes: number
}

/** An address as AArch64 code writes it: pages from one's own, and what is added. */
export interface PageReference {
  readonly pages: number
  /** 0 to 4095. */
  readonly rest: number
}

const pageBytes = 4096

/** Where the references of one program of a base lead in the new image: what moved, and at which addresses it runs. */
export class ProgramMap {
  readonly #moves: Moves
  readonly #baseLoads: readonly NearLoad[]
  readonly #imageLoads: readonly NearLoad[]
  /** The addresses that those of the base and of the new image are counted from. */
  readonly #baseAnchor: bigint
  readonly #imageAnchor: bigint

  /** Where in their pages the anchors are. */
  readonly #basePlace: number
  readonly #imagePlace: number
  readonly #baseWord: number
  readonly #imageWord: number

  /** Without a program, what lies somewhere is seen at its offset, and nothing is a pointer. */
  constructor(moves: Moves, program: Program | undefined) {
    this.#moves = moves
    this.#baseAnchor = program?.loads[0]?.base.address ?? 0n
    this.#imageAnchor = program?.loads[0]?.image.address ?? 0n
    this.#basePlace = Number(this.#baseAnchor % BigInt(pageBytes))
    this.#imagePlace = Number(this.#imageAnchor % BigInt(pageBytes))
    this.#baseWord = Number(BigInt.asIntN(32, this.#baseAnchor))
    this.#imageWord = Number(BigInt.asIntN(32, this.#imageAnchor))
    const near = (side: 'base' | 'image', anchor: bigint): readonly NearLoad[] =>
      (program?.loads ?? []).map((pair: LoadPair) => nearLoad(pair[side], program?.[side].offset ?? 0, anchor))
    this.#baseLoads = near('base', this.#baseAnchor)
    this.#imageLoads = near('image', this.#imageAnchor)
  }

  /** Whether it is known where the program runs: without that, nothing is a pointer. */
  get hasAddresses(): boolean {
    return this.#baseLoads.length > 0
  }

  /** The address that the first load has in the base, and in the new image. */
  get anchors(): { readonly base: bigint; readonly image: bigint } {
    return { base: this.#baseAnchor, image: this.#imageAnchor }
  }

  /**
   * The distance in the new image from `offset` to where that leads to which `distance` leads from `source` in the
   * base; undefined where that is outside the program.
   */
  movedDistance(source: number, offset: number, distance: number): number | undefined {
    const from = addressOf(this.#baseLoads, source)
    const to = addressOf(this.#imageLoads, offset)
    if (from === undefined || to === undefined) return undefined
    const moved = this.movedAddress(from + distance)
    return moved === undefined ? undefined : moved - to
  }

  /**
   * Where the 4 KiB page, counted from that of `offset`, and the rest of an address lead in the new image, to which those
   * given lead from `source` in the base; undefined where that is outside the program.
   */
  movedPage(
    { source, offset }: { readonly source: number; readonly offset: number },
    { pages, rest }: PageReference,
  ): PageReference | undefined {
    const from = addressOf(this.#baseLoads, source)
    const to = addressOf(this.#imageLoads, offset)
    if (from === undefined || to === undefined) return undefined
    const moved = this.movedAddress((pageOf(from, this.#basePlace) + pages) * pageBytes - this.#basePlace + rest)
    if (moved === undefined) return undefined
    const target = moved + this.#imagePlace
    const page = Math.floor(target / pageBytes)
    return { pages: page - pageOf(to, this.#imagePlace), rest: target - page * pageBytes }
  }

  /** The address in the new image of what has this one in the base, both counted from their anchors. */
  movedAddress(address: number): number | undefined {
    if (!this.hasAddresses) return address < 0 ? undefined : this.#movedOffset(address)
    for (let index = 0; index < this.#baseLoads.length; index++) {
      const load = this.#baseLoads[index] as NearLoad
      const offset = address - load.bias
      if (offset < load.offset || offset >= load.end + load.zeroBytes) continue
      if (offset >= load.end) return address + this.#zerosShift(index)
      const moved = this.#movedOffset(offset)
      return moved === undefined ? undefined : addressOf(this.#imageLoads, moved)
    }
    return undefined
  }

  /** The lower 32 bits of the address in the new image of what has these in the base, both signed. */
  movedWord(word: number): number | undefined {
    const moved = this.movedAddress((word - this.#baseWord) | 0)
    return moved === undefined ? undefined : (moved + this.#imageWord) | 0
  }

  #movedOffset(target: number): number | undefined {
    const shift = this.#moves.shiftAt(target)
    return shift === undefined ? undefined : target + shift
  }

  /** How far the memory behind a load moved: what is in no file is taken to keep its order. */
  #zerosShift(index: number): number {
    const base = this.#baseLoads[index] as NearLoad
    const image = this.#imageLoads[index] as NearLoad
    return image.end + image.bias - base.end - base.bias
  }
}

/** The number of the page of an address that is counted from an anchor at `place` of a page. */
function pageOf(address: number, place: number): number {
  return Math.floor((address + place) / pageBytes)
}

function nearLoad({ offset, bytes, zeroBytes, address }: Load, start: number, anchor: bigint): NearLoad {
  const first = start + offset
  return { offset: first, end: first + bytes, bias: Number(BigInt.asIntN(64, address - anchor)) - first, zeroBytes }
}

/** Without loads a place is seen at its offset; with some, what is outside them has no address. */
function addressOf(loads: readonly NearLoad[], offset: number): number | undefined {
  for (const load of loads) if (offset >= load.offset && offset < load.end) return offset + load.bias
  return loads.length === 0 ? offset : undefined
}
