import type { ByteRange } from '#core/chunk-geometry.ts'
import type { Patch } from '#core/codec/patch.ts'
import { VarintReader } from '#core/codec/varint.ts'

/** Which of the covered bytes of a patch differ from what is predicted. They are counted through all its covers. */
export class PatchStretches {
  readonly #patch: Patch
  readonly #lengths: VarintReader
  /** The differing stretch that was read last. */
  #start = 0
  #end = 0

  constructor(patch: Patch) {
    this.#patch = patch
    this.#lengths = new VarintReader('payload', patch.lengths)
  }

  /** The differing stretches in a range of the covered bytes. Ranges are asked for in order, without gaps. */
  within(from: number, to: number): Generator<ByteRange> {
    return this.#patch.lengths.byteLength > 0 ? this.#listed(from, to) : this.#nonZero(from, to)
  }

  *#listed(from: number, to: number): Generator<ByteRange> {
    for (;;) {
      const first = Math.max(this.#start, from)
      const last = Math.min(this.#end, to)
      if (last > first) yield { offset: first, bytes: last - first }
      if (this.#end > to || this.#lengths.isAtEnd) return
      this.#start = this.#end + this.#lengths.next()
      this.#end = this.#start + (this.#lengths.isAtEnd ? 0 : this.#lengths.next())
    }
  }

  /** A patch without lengths lists the differences of all its bytes, zeros too. */
  *#nonZero(from: number, to: number): Generator<ByteRange> {
    const { differences } = this.#patch
    for (let at = from; at < to; at++) {
      const start = at
      while (at < to && differences[at] !== 0) at++
      if (at > start) yield { offset: start, bytes: at - start }
    }
  }
}
