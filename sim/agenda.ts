/** What stands in an {@link Agenda}. Of equal instants the lower sequence comes first; no two are equal in both. */
export interface Item {
  readonly at: number
  readonly sequence: number
}

/** Children of one place: with four, the heap is half as deep as with two. */
const width = 4

/** Things to do, earliest first: a heap that keeps the instants by themselves, so that most comparisons touch no item. */
export class Agenda<I extends Item> {
  readonly #instants: number[] = []
  readonly #items: I[] = []

  get size(): number {
    return this.#items.length
  }

  /** The instant of the first item, infinite when there is none. */
  get first(): number {
    return this.#items.length > 0 ? (this.#instants[0] as number) : Number.POSITIVE_INFINITY
  }

  push(item: I): void {
    const instants = this.#instants
    const items = this.#items
    let place = items.length
    while (place > 0) {
      const above = Math.floor((place - 1) / width)
      if (this.#isAfter(item, above)) break
      instants[place] = instants[above] as number
      items[place] = items[above] as I
      place = above
    }
    instants[place] = item.at
    items[place] = item
  }

  pop(): I | undefined {
    const first = this.#items[0]
    const last = this.#items.pop()
    this.#instants.pop()
    if (last !== undefined && this.#items.length > 0) this.#sink(last, 0)
    return first
  }

  /** Drops the items that are not to be kept. */
  retain(isKept: (item: I) => boolean): void {
    const kept = this.#items.filter(isKept)
    this.#items.length = 0
    this.#instants.length = 0
    for (const item of kept) this.push(item)
  }

  #sink(item: I, from: number): void {
    const instants = this.#instants
    const items = this.#items
    let place = from
    for (;;) {
      const least = this.#leastBelow(place)
      if (least === undefined || !this.#isAfter(item, least)) break
      instants[place] = instants[least] as number
      items[place] = items[least] as I
      place = least
    }
    instants[place] = item.at
    items[place] = item
  }

  /** The place of the earliest child. */
  #leastBelow(place: number): number | undefined {
    const start = place * width + 1
    const end = Math.min(start + width, this.#items.length)
    if (start >= end) return undefined
    let least = start
    for (let child = start + 1; child < end; child++) {
      if (this.#isAfter(this.#items[least] as I, child)) least = child
    }
    return least
  }

  /** Whether `item` comes after what stands at a place. */
  #isAfter(item: I, place: number): boolean {
    const at = this.#instants[place] as number
    return item.at > at || (item.at === at && item.sequence > (this.#items[place] as I).sequence)
  }
}
