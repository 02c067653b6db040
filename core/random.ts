import { createHash } from 'node:crypto'

/**
 * Chance that can be repeated: equal seeds give equal numbers, on every machine. SplitMix32, the
 * 32-bit form of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
 * For spreading load only, never for secrets.
 */
export class Random {
  #state: number

  /** `seed` counts modulo 2^32. Equal seeds with different `names` (a peer, a purpose) give unrelated numbers. */
  constructor(seed: number, ...names: readonly string[]) {
    const text = JSON.stringify(['mycel/engine-random/1', seed >>> 0, ...names])
    this.#state = createHash('sha256').update(text).digest().readUInt32LE(0)
  }

  /** A number from 0 up to, not including, 1. */
  fraction(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }

  /** A whole number from 0 up to, not including, `count`. */
  below(count: number): number {
    return Math.floor(this.fraction() * count)
  }
}
