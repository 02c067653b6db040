import { rulesGrainBytes } from '#core/codec/codec.ts'
import type { Patch } from '#core/codec/patch.ts'
import { VarintReader } from '#core/codec/varint.ts'
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

  /** Fills a stretch that no cover makes. */
  takeFresh(into: Uint8Array): void {
    into.set(this.#next(this.#patch.fresh, this.#freshAt, into.byteLength))
    this.#freshAt += into.byteLength
  }

  /** Adds to a stretch, which is as predicted from the base, what it differs by. */
  addDifferences(to: Uint8Array): void {
    let at = 0
    while (at < to.byteLength) {
      if (this.#left === 0) this.#turn()
      const bytes = Math.min(this.#left, to.byteLength - at)
      if (this.#differs) this.#add(to.subarray(at, at + bytes))
      this.#left -= bytes
      at += bytes
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

  #add(to: Uint8Array): void {
    const differences = this.#next(this.#patch.differences, this.#differencesAt, to.byteLength)
    this.#differencesAt += to.byteLength
    for (let at = 0; at < to.byteLength; at++) to[at] = (to[at] ?? 0) + (differences[at] ?? 0)
  }

  #next(section: Uint8Array, from: number, bytes: number): Uint8Array {
    requireForm(
      'payload',
      from + bytes <= section.byteLength,
      `ends ${bytes} bytes behind ${from} of a section too early`,
    )
    return section.subarray(from, from + bytes)
  }
}
