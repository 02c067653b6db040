/** A priority queue: `pop` takes the item that comes first in `order` (negative: left before right). Not stable. */
export class Heap<Item> {
  readonly #items: Item[] = []
  readonly #order: (left: Item, right: Item) => number

  constructor(order: (left: Item, right: Item) => number) {
    this.#order = order
  }

  get size(): number {
    return this.#items.length
  }

  peek(): Item | undefined {
    return this.#items[0]
  }

  push(item: Item): void {
    const items = this.#items
    let index = items.length
    items.push(item)
    while (index > 0) {
      const above = (index - 1) >> 1
      const parent = items[above] as Item
      if (this.#order(parent, item) <= 0) break
      items[index] = parent
      index = above
    }
    items[index] = item
  }

  pop(): Item | undefined {
    const first = this.#items[0]
    const last = this.#items.pop()
    if (last !== undefined && this.#items.length > 0) this.#sink(last)
    return first
  }

  clear(): void {
    this.#items.length = 0
  }

  /** Lets `item` go down from the root to its place. */
  #sink(item: Item): void {
    const items = this.#items
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      if (left >= items.length) break
      const right = left + 1
      const lesser = right < items.length && this.#order(items[right] as Item, items[left] as Item) < 0 ? right : left
      if (this.#order(item, items[lesser] as Item) <= 0) break
      items[index] = items[lesser] as Item
      index = lesser
    }
    items[index] = item
  }
}
