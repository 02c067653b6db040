import type { Moves } from '#core/delta/predict/moves.ts'
import type { AddressMaps, Load } from '#core/format/address-map.ts'

/** Bytes of the base that a piece of the new image begins with, and the same bytes as they are predicted there. */
export interface PredictedPiece {
  /** As they stand in the base. */
  readonly old: DataView
  /** As long as `old`; rules write here what they predict. */
  readonly predicted: DataView
  /** Where they stand in the base. */
  readonly source: number
  /** Where they will stand in the new image. */
  readonly offset: number
}

/** A load whose address is counted from the first one, so that it is an exact number. */
interface NearLoad {
  readonly offset: number
  readonly end: number
  /** What leads from an offset in the image to the address. */
  readonly bias: number
}

/** Where the references of a base lead in the new image: what moved, and at which addresses both images are seen. */
export class ReferenceMap {
  readonly #moves: Moves
  readonly #baseLoads: readonly NearLoad[]
  readonly #imageLoads: readonly NearLoad[]
  /** The addresses that those of the base and of the new image are counted from. */
  readonly #baseAnchor: bigint
  readonly #imageAnchor: bigint

  readonly #baseWord: number
  readonly #imageWord: number

  constructor(moves: Moves, { base, image }: AddressMaps) {
    this.#moves = moves
    this.#baseAnchor = base[0]?.address ?? 0n
    this.#imageAnchor = image[0]?.address ?? 0n
    this.#baseWord = Number(BigInt.asIntN(32, this.#baseAnchor))
    this.#imageWord = Number(BigInt.asIntN(32, this.#imageAnchor))
    this.#baseLoads = nearLoads(base, this.#baseAnchor)
    this.#imageLoads = nearLoads(image, this.#imageAnchor)
  }

  /** Whether it is known where the images are seen: without that, nothing is a pointer. */
  get hasAddresses(): boolean {
    return this.#baseLoads.length > 0 && this.#imageLoads.length > 0
  }

  /** The address that the base's first load has, and that of the new image's. */
  get anchors(): { readonly base: bigint; readonly image: bigint } {
    return { base: this.#baseAnchor, image: this.#imageAnchor }
  }

  /**
   * The distance in the new image from `offset` to where that leads to which `distance` leads from `source` in the
   * base; undefined where that is outside the base.
   */
  movedDistance(source: number, offset: number, distance: number): number | undefined {
    const target = offsetOf(this.#baseLoads, addressOf(this.#baseLoads, source) + distance)
    const moved = target === undefined ? undefined : this.#movedOffset(target)
    return moved === undefined ? undefined : addressOf(this.#imageLoads, moved) - addressOf(this.#imageLoads, offset)
  }

  /** The address in the new image of what has this one in the base, both counted from their anchors. */
  movedAddress(address: number): number | undefined {
    const target = offsetOf(this.#baseLoads, address)
    const moved = target === undefined ? undefined : this.#movedOffset(target)
    return moved === undefined ? undefined : addressOf(this.#imageLoads, moved)
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
}

function nearLoads(loads: readonly Load[], anchor: bigint): readonly NearLoad[] {
  return loads.map(({ offset, bytes, address }) => ({
    offset,
    end: offset + bytes,
    bias: Number(BigInt.asIntN(64, address - anchor)) - offset,
  }))
}

/** Without loads, and outside them, an image is seen at its offsets. */
function addressOf(loads: readonly NearLoad[], offset: number): number {
  for (const load of loads) if (offset >= load.offset && offset < load.end) return offset + load.bias
  return offset
}

function offsetOf(loads: readonly NearLoad[], address: number): number | undefined {
  for (const { offset, end, bias } of loads) {
    const candidate = address - bias
    if (candidate >= offset && candidate < end) return candidate
  }
  return loads.length === 0 && address >= 0 ? address : undefined
}
