import { rulesGrainBytes } from '#core/codec/codec.ts'
import type { Patch } from '#core/codec/patch.ts'
import { VarintReader } from '#core/codec/varint.ts'
import { FormatError } from '#core/errors.ts'
import { requireForm } from '#core/format/bounds.ts'

/** Reads a patch from its beginning to its end, chunk after chunk. Throws {@link FormatError} where it ends too early. */
export class PatchCursor {
  readonly #patch: Patch
  readonly #lengths: VarintReader
  #rulesAt = 0
  #freshAt = 0
  #differencesAt = 0
  /** How many bytes of the present stretch are left, and whether they differ. */
  #left = 0
  #differs = true
  #hasTurned = false

  constructor(patch: Patch) {
    this.#patch = patch
    this.#lengths = new VarintReader('payload', patch.lengths)
  }

  /** The rules of the next chunk, by {@link rulesGrainBytes}; none are carried out behind the last. */
  takeRules(chunkBytes: number): Uint8Array {
    const start = this.#rulesAt
    this.#rulesAt += Math.ceil(chunkBytes / rulesGrainBytes)
    return this.#patch.rules.subarray(start, this.#rulesAt)
  }

  /** Fills a stretch that no cover makes, from `start` to `end`: mostly so short that a view of it would cost more than it. */
  takeFresh(into: Uint8Array, start: number, end: number): void {
    const { fresh } = this.#patch
    requireLeft(fresh, this.#freshAt, end - start)
    let from = this.#freshAt
    for (let at = start; at < end; at++) into[at] = fresh[from++] ?? 0
    this.#freshAt = from
  }

  /** Adds to a stretch, which is as predicted from the base, what it differs by, from `start` to `end`. */
  addDifferences(to: Uint8Array, start = 0, end = to.byteLength): void {
    let at = start
    while (at < end) {
      if (this.#left === 0) this.#turn()
      const stretchEnd = Math.min(end, at + this.#left)
      if (this.#differs) this.#add(to, at, stretchEnd)
      this.#left -= stretchEnd - at
      at = stretchEnd
    }
  }

  /** Throws {@link FormatError} where something is left over. */
  requireEnd(): void {
    const { rules, fresh, differences } = this.#patch
    const isAtEnd = this.#freshAt === fresh.byteLength && this.#differencesAt === differences.byteLength
    requireForm(
      'payload',
      isAtEnd && this.#lengths.isAtEnd && this.#rulesAt >= rules.byteLength,
      'has more in its sections than its chunks need',
    )
  }

  /**
   * Goes on to the next stretch: without lengths, or behind the last, everything differs. Only the first may be empty, so
   * that there are no more turns than bytes.
   */
  #turn(): void {
    const isFirst = !this.#hasTurned
    this.#hasTurned = true
    this.#differs = !this.#differs
    this.#left = this.#lengths.isAtEnd ? Number.POSITIVE_INFINITY : this.#lengths.next()
    requireForm('payload', this.#left > 0 || isFirst, 'has a stretch of no bytes behind the first')
    if (this.#left === Number.POSITIVE_INFINITY) this.#differs = true
  }

  #add(to: Uint8Array, start: number, end: number): void {
    const { differences } = this.#patch
    requireLeft(differences, this.#differencesAt, end - start)
    let from = this.#differencesAt
    for (let at = start; at < end; at++) to[at] = (to[at] ?? 0) + (differences[from++] ?? 0)
    this.#differencesAt = from
  }
}

function requireLeft(section: Uint8Array, from: number, bytes: number): void {
  if (from + bytes <= section.byteLength) return
  throw new FormatError('payload', `ends ${bytes} bytes behind ${from} of a section too early`)
}
