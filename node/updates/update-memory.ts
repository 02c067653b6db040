import { FormatError } from '#core/errors.ts'
import type { KeyValueStore } from '#core/key-value-store.ts'
import type { Remembered } from '#node/engine/updates/facts.ts'
import { nothingRemembered } from '#node/engine/updates/remembered.ts'
import { readRemembered, rememberedText } from '#node/engine/updates/remembered-text.ts'

const key = 'updates'

/** Keeps what a device remembers of updates over a restart, in the order in which it is told. */
export class UpdateMemory {
  readonly #store: KeyValueStore
  readonly #onFailed: (reason: unknown) => void
  #last: Promise<void> = Promise.resolve()
  #next: Remembered | undefined

  constructor(store: KeyValueStore, onFailed: (reason: unknown) => void) {
    this.#store = store
    this.#onFailed = onFailed
  }

  /** What was kept last; what cannot be read counts as nothing. Rejects as the store does. */
  static async read(store: KeyValueStore): Promise<Remembered> {
    const bytes = await store.get(key)
    if (bytes === undefined) return nothingRemembered
    try {
      return readRemembered(new TextDecoder().decode(bytes))
    } catch (error) {
      if (error instanceof FormatError) return nothingRemembered
      throw error
    }
  }

  /** Keeps this from now on; of what comes while the store is busy, the last. */
  keep(remembered: Remembered): void {
    const isBusy = this.#next !== undefined
    this.#next = remembered
    if (!isBusy) this.#last = this.#last.then(() => this.#write())
  }

  /** Resolves when everything that was told is durable, or has failed to be. */
  async settled(): Promise<void> {
    await this.#last
  }

  async #write(): Promise<void> {
    const remembered = this.#next
    this.#next = undefined
    if (remembered === undefined) return
    const value = new TextEncoder().encode(rememberedText(remembered))
    await this.#store.commit([{ key, value }]).catch(this.#onFailed)
  }
}
