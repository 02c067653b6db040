import type { Instant } from '#core/engine.ts'
import { Heap } from '#core/heap.ts'

/** Something that waits for an instant, or does not wait. */
export interface Waiter {
  waitsUntil: Instant | undefined
}

/** An item and the instant that it waited for when it was put in. */
interface Entry<Item> {
  readonly item: Item
  readonly at: Instant
  /** Of two that wait for one instant, the first that was put in comes first. */
  readonly sequence: number
}

/** Entries that may be out of date before the heap is rebuilt, beyond one per item. */
const staleMax = 64

/** Items by the instant they wait for. An item that is put in again, or stops waiting, leaves a stale entry behind. */
export class Waiting<Item extends Waiter> {
  #heap = new Heap<Entry<Item>>(byInstant)
  #count = 0
  #sequence = 0

  /** Lets an item wait until `at`, instead of what it waited for. */
  put(item: Item, at: Instant): void {
    if (item.waitsUntil === undefined) this.#count += 1
    item.waitsUntil = at
    if (this.#heap.size > 2 * this.#count + staleMax) this.#sweep()
    this.#sequence += 1
    this.#heap.push({ item, at, sequence: this.#sequence })
  }

  /** Lets an item wait no more. */
  remove(item: Item): void {
    if (item.waitsUntil === undefined) return
    item.waitsUntil = undefined
    this.#count -= 1
  }

  /** Takes the first item out whose instant has come. */
  takeDue(now: Instant): Item | undefined {
    const at = this.nextAt()
    if (at === undefined || at > now) return undefined
    const entry = this.#heap.pop()
    if (entry !== undefined) this.remove(entry.item)
    return entry?.item
  }

  /** The first instant that an item waits for. */
  nextAt(): Instant | undefined {
    for (let first = this.#heap.peek(); first !== undefined; first = this.#heap.peek()) {
      if (isCurrent(first)) return first.at
      this.#heap.pop()
    }
    return undefined
  }

  /** Rebuilds the heap without what is out of date. */
  #sweep(): void {
    const current = new Heap<Entry<Item>>(byInstant)
    for (let entry = this.#heap.pop(); entry !== undefined; entry = this.#heap.pop()) {
      if (isCurrent(entry)) current.push(entry)
    }
    this.#heap = current
  }
}

function isCurrent<Item extends Waiter>({ item, at }: Entry<Item>): boolean {
  return item.waitsUntil === at
}

function byInstant(left: Entry<unknown>, right: Entry<unknown>): number {
  return left.at - right.at || left.sequence - right.sequence
}
