import { check } from '#core/check.ts'
import type { KeyValueStore, StoreChange } from '#core/key-value-store.ts'
import type { Power } from '#sim/flash/power.ts'
import type { Random } from '#sim/random.ts'

/** What a store holds, by key. */
export type StoreContents = ReadonlyMap<string, Uint8Array>

/** A modelled store: a commit is kept as a whole or not at all. A cut decides by chance over the one that was under way. */
export class FlashStore implements KeyValueStore {
  readonly #power: Power
  readonly #contents: Map<string, Uint8Array>
  /** The commit that the power went off in. */
  #interrupted: readonly StoreChange[] = []
  #isOpen = true

  constructor(init: { readonly power: Power; readonly contents?: StoreContents }) {
    this.#power = init.power
    this.#contents = new Map(init.contents)
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    this.#require()
    return this.#contents.get(key)?.slice()
  }

  async keys(prefix: string): Promise<readonly string[]> {
    this.#require()
    const keys = [...this.#contents.keys()].filter((key) => key.startsWith(prefix))
    return keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  }

  async commit(changes: readonly StoreChange[]): Promise<void> {
    this.#require()
    this.#interrupted = changes.map(({ key, value }) => ({ key, value: value?.slice() }))
    this.#power.spend()
    apply(this.#contents, this.#interrupted)
    this.#interrupted = []
  }

  async close(): Promise<void> {
    this.#isOpen = false
  }

  /** Takes the power away and returns what the next boot finds. The same `random` gives the same contents. */
  cut(random: Random): StoreContents {
    this.#power.goOff()
    const found = new Map(this.#contents)
    if (random.chance(1 / 2)) apply(found, this.#interrupted)
    return found
  }

  #require(): void {
    this.#power.require()
    check(this.#isOpen, 'a store that is closed is not used')
  }
}

function apply(contents: Map<string, Uint8Array>, changes: readonly StoreChange[]): void {
  for (const { key, value } of changes) {
    if (value === undefined) contents.delete(key)
    else contents.set(key, value)
  }
}
