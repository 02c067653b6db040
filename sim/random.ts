import { createHash } from 'node:crypto'

/** The whole state of a generator: four words of 32 bits, not all zero. */
export type RandomState = readonly [number, number, number, number]

/**
 * Chance that repeats: xoshiro128** 1.1 (Blackman and Vigna, https://prng.di.unimi.it/xoshiro128starstar.c).
 * Every subject draws from a named stream of its own, so that one more draw here changes nothing there.
 */
export class Random {
  readonly #seed: string
  #state: [number, number, number, number]

  /** `state` is given by tests that compare with the published vectors. */
  constructor(seed: number | string, state: RandomState = stateOf(String(seed))) {
    this.#seed = String(seed)
    this.#state = [...state]
  }

  /** A generator for the subject `name`: the same for one seed and name, whatever was drawn before. */
  stream(name: string): Random {
    return new Random(`${this.#seed}/${name}`)
  }

  /** A whole number from 0 to 2^32 - 1. */
  u32(): number {
    const [s0, s1, s2, s3] = this.#state
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0
    const t2 = s2 ^ s0
    const t3 = s3 ^ s1
    this.#state = [s0 ^ t3, s1 ^ t2, t2 ^ (s1 << 9), rotateLeft(t3, 11)]
    return result
  }

  /** A whole number from 0 to `bound` - 1; `bound` is 1 to 2^32, and each comes up 2^32 / `bound` times, rounded up or down. */
  below(bound: number): number {
    return Math.floor((this.u32() / 2 ** 32) * bound)
  }

  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.u32() < probability * 2 ** 32
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

/** Spreads a seed of any form over the state; SHA-256 gives all zeros for none that anybody knows. */
function stateOf(seed: string): RandomState {
  const hash = createHash('sha256').update(`mycel/random/1\n${seed}`).digest()
  return [hash.readUInt32LE(0), hash.readUInt32LE(4), hash.readUInt32LE(8), hash.readUInt32LE(12)]
}
