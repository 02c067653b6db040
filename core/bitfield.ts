import { check } from '#core/check.ts'

/** One bit per chunk, and how many are set. */
export class Bitfield {
  readonly size: number
  readonly #bits: Uint8Array
  #count = 0

  constructor(size: number) {
    this.size = size
    this.#bits = new Uint8Array(Math.ceil(size / 8))
  }

  /** How many bits are set. */
  get count(): number {
    return this.#count
  }

  has(index: number): boolean {
    check(index >= 0 && index < this.size, 'a bit is inside its field')
    return ((this.#bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0
  }

  /** Sets a bit. Returns whether it was clear before. */
  set(index: number): boolean {
    if (this.has(index)) return false
    this.#bits[index >> 3] = (this.#bits[index >> 3] ?? 0) | (1 << (index & 7))
    this.#count += 1
    return true
  }
}
