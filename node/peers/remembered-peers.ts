import type { KeyValueStore } from '#core/key-value-store.ts'
import { peerAt } from '#core/neighbours/neighbour.ts'

/** Addresses that are kept for the next start. */
const rememberedMax = 16

/** A durable write costs flash: at most one in this time. */
const writePauseMs = 60_000

const key = 'neighbours'

/** The addresses of the last neighbours, for a start where nobody names any. They are hints: who is there, its identity says. */
export class RememberedPeers {
  readonly #store: KeyValueStore
  #kept: readonly string[] = []
  /** Before this moment of the monotonic clock nothing is written. */
  #nextWriteMs = 0

  constructor(store: KeyValueStore) {
    this.#store = store
  }

  /** What was kept, at most {@link rememberedMax}; without what cannot be read as an address. Rejects as the store does. */
  async addresses(): Promise<readonly string[]> {
    const lines = new TextDecoder().decode(await this.#store.get(key)).split('\n')
    this.#kept = lines.filter((address) => peerAt(address) !== undefined).slice(0, rememberedMax)
    return this.#kept
  }

  /**
   * Keeps the addresses of the neighbours that are present, and of earlier ones where there is room: a site may be
   * going dark. Writes only what is new, and only a while after the last write. Rejects as the store does.
   */
  async keep(present: readonly string[], nowMs: number): Promise<void> {
    const before = this.#kept
    const still = before.filter((address) => present.includes(address))
    const kept = [...new Set([...still, ...present, ...before])].slice(0, rememberedMax)
    if (nowMs < this.#nextWriteMs || kept.every((address) => before.includes(address))) return
    this.#nextWriteMs = nowMs + writePauseMs
    await this.#store.commit([{ key, value: new TextEncoder().encode(kept.join('\n')) }])
    this.#kept = kept
  }
}
