import type { WanSpending } from '#core/exchange/download/allowance.ts'
import type { KeyValueStore } from '#core/key-value-store.ts'

const key = 'wan-account'

/** What a release had brought over the WAN when it was noted last. */
interface Note {
  readonly release: string
  readonly bytes: number
}

/** What each release costs on the WAN, kept over restarts; of the last one only. */
export class WanAccount {
  readonly #store: KeyValueStore
  #note: Note | undefined
  #writing: Promise<void> = Promise.resolve()

  private constructor(store: KeyValueStore, note: Note | undefined) {
    this.#store = store
    this.#note = note
  }

  static async open(store: KeyValueStore): Promise<WanAccount> {
    const value = await store.get(key)
    return new WanAccount(store, value === undefined ? undefined : readNote(Buffer.from(value).toString()))
  }

  /** What is noted for a release, in bytes. */
  spentOn(release: string): number {
    return this.#note?.release === release ? this.#note.bytes : 0
  }

  /** Notes what has come, if it is more than before. Writes follow each other. */
  note({ release, spentBytes: bytes }: WanSpending): void {
    if (release === undefined || bytes === this.spentOn(release)) return
    const note: Note = { release, bytes }
    this.#note = note
    // The exchange holds the count while the process lives: a write that fails is made up for by the next.
    const write = () => this.#store.commit([{ key, value: Buffer.from(JSON.stringify(note)) }]).catch(() => {})
    this.#writing = this.#writing.then(write)
  }

  /** Resolves when everything that was noted is written. */
  async close(): Promise<void> {
    await this.#writing
  }
}

/** What cannot be read counts as nothing: it is a file of this device's own. */
function readNote(text: string): Note | undefined {
  try {
    const { release, bytes } = Object(JSON.parse(text)) as Partial<Note>
    return typeof release === 'string' && Number.isSafeInteger(bytes) ? { release, bytes: bytes as number } : undefined
  } catch {
    return undefined
  }
}
