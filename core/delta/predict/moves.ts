import type { Covers } from '#core/format/covers.ts'
import { Heap } from '#core/heap.ts'

/** Where the bytes of a base went, as the covers of a delta say. */
export class Moves {
  /** Where each stretch of the base begins, ascending; it ends with the next one. */
  readonly #starts: Float64Array
  readonly #shifts: Float64Array
  /** By page behind the first start: the number of the last stretch that begins before it. As many as there are stretches. */
  readonly #pages: Int32Array
  readonly #pageBytes: number

  constructor(covers: Covers) {
    const { starts, shifts } = stretchesOf(covers)
    this.#starts = Float64Array.from(starts)
    this.#shifts = Float64Array.from(shifts)
    this.#pageBytes = pageBytesFor(this.#starts)
    this.#pages = pagesOf(this.#starts, this.#pageBytes)
  }

  /** How far the byte at `offset` of the base moved. What is in no cover moved as what is before it; undefined before the first. */
  shiftAt(offset: number): number | undefined {
    const behind = offset - at(this.#starts, 0)
    if (behind < 0 || this.#starts.length === 0) return undefined
    const page = Math.min(this.#pages.length - 2, Math.floor(behind / this.#pageBytes))
    let from = at(this.#pages, page)
    let to = at(this.#pages, page + 1)
    while (from < to) {
      const middle = (from + to + 1) >> 1
      if (at(this.#starts, middle) <= offset) from = middle
      else to = middle - 1
    }
    return this.#shifts[from]
  }
}

/** The base cut where another cover begins to count: of those that overlap, the longest does. */
function stretchesOf(covers: Covers): { readonly starts: readonly number[]; readonly shifts: readonly number[] } {
  const { sources, targets, lengths } = covers
  const order = Array.from(sources.keys()).sort((a, b) => at(sources, a) - at(sources, b) || a - b)
  const open = new Heap<number>((a, b) => at(lengths, b) - at(lengths, a) || a - b)
  const starts: number[] = []
  const shifts: number[] = []
  const endOf = (cover: number): number => at(sources, cover) + at(lengths, cover)
  const note = (start: number, cover: number): void => {
    const shift = at(targets, cover) - at(sources, cover)
    if (shifts.at(-1) === shift) return
    if (starts.at(-1) === start) shifts[shifts.length - 1] = shift
    else {
      starts.push(start)
      shifts.push(shift)
    }
  }
  /** Ends covers up to an offset: the next longest that is still open counts from there on. */
  const closeBefore = (offset: number): void => {
    let end = 0
    for (let top = open.peek(); top !== undefined && endOf(top) <= offset; ) {
      open.pop()
      end = Math.max(end, endOf(top))
      top = open.peek()
      if (top !== undefined && endOf(top) > end) note(end, top)
    }
  }
  for (const cover of order) {
    closeBefore(at(sources, cover))
    open.push(cover)
    if (open.peek() === cover) note(at(sources, cover), cover)
  }
  closeBefore(Number.POSITIVE_INFINITY)
  return { starts, shifts }
}

/** The grain of the table of stretches, in bytes of the base: about as many pages as stretches. */
function pageBytesFor(starts: Float64Array): number {
  return Math.max(1, Math.ceil((at(starts, starts.length - 1) - at(starts, 0)) / starts.length))
}

function pagesOf(starts: Float64Array, pageBytes: number): Int32Array {
  if (starts.length === 0) return new Int32Array(1)
  const first = at(starts, 0)
  const pageCount = Math.floor((at(starts, starts.length - 1) - first) / pageBytes) + 1
  const pages = new Int32Array(pageCount + 1)
  let index = 0
  for (let page = 0; page <= pageCount; page++) {
    while (index + 1 < starts.length && at(starts, index + 1) < first + page * pageBytes) index++
    pages[page] = index
  }
  return pages
}

function at(column: Float64Array | Int32Array, index: number): number {
  return column[index] ?? 0
}
