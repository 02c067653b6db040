import type { Random } from '#core/random.ts'

/** A set that gives its items out in random order, each step in constant time. */
export class Bag<Item> {
  readonly #items: Item[] = []
  readonly #places = new Map<Item, number>()

  get size(): number {
    return this.#items.length
  }

  add(item: Item): void {
    if (this.#places.has(item)) return
    this.#places.set(item, this.#items.length)
    this.#items.push(item)
  }

  /** Takes one item out, or returns undefined when there is none. */
  take(random: Random): Item | undefined {
    const place = random.below(this.#items.length)
    const item = this.#items[place]
    if (item !== undefined) this.delete(item)
    return item
  }

  delete(item: Item): void {
    const place = this.#places.get(item)
    if (place === undefined) return
    this.#places.delete(item)
    const last = this.#items.pop() as Item
    if (last === item) return
    this.#items[place] = last
    this.#places.set(last, place)
  }
}
