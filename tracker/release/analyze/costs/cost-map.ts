import type { ByteRange } from '#core/chunk-geometry.ts'

/** The bytes of an image whose cost is one number: no block of a file system is smaller. */
const cellBytes = 1024

/** What the parts of an image cost to send, in bytes of payloads. No whole numbers: what compression saves is shared out. */
export class CostMap {
  readonly #imageBytes: number
  readonly #cells: Float64Array
  /** What all cells before each one cost together; made when it is first asked for. */
  #sums: Float64Array | undefined

  constructor(imageBytes: number) {
    this.#imageBytes = imageBytes
    this.#cells = new Float64Array(Math.ceil(imageBytes / cellBytes))
  }

  /** Adds a cost that the bytes of a range have evenly. */
  add({ offset, bytes }: ByteRange, cost: number): void {
    this.#sums = undefined
    const end = Math.min(offset + bytes, this.#imageBytes)
    for (let at = offset; at < end; ) {
      const cell = Math.floor(at / cellBytes)
      const next = Math.min(end, (cell + 1) * cellBytes)
      this.#cells[cell] = (this.#cells[cell] ?? 0) + (cost * (next - at)) / bytes
      at = next
    }
  }

  /** What a range costs; of a cell that it has a part of, this part. Takes as long for a large range as for a small one. */
  of({ offset, bytes }: ByteRange): number {
    return this.#before(offset + bytes) - this.#before(offset)
  }

  /** What stands before a place costs. */
  #before(place: number): number {
    this.#sums ??= sumsOf(this.#cells)
    const at = Math.min(place, this.#imageBytes)
    const cell = Math.floor(at / cellBytes)
    const bytes = Math.min(cellBytes, this.#imageBytes - cell * cellBytes)
    const part = bytes === 0 ? 0 : ((this.#cells[cell] ?? 0) * (at - cell * cellBytes)) / bytes
    return (this.#sums[cell] ?? 0) + part
  }
}

function sumsOf(cells: Float64Array): Float64Array {
  const sums = new Float64Array(cells.length + 1)
  cells.forEach((cost, cell) => {
    sums[cell + 1] = (sums[cell] ?? 0) + cost
  })
  return sums
}
