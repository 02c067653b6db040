import { Level } from 'level'
import { UserError } from '#core/errors.ts'
import type { KeyValueStore, StoreChange } from '#core/key-value-store.ts'

/** A {@link KeyValueStore} in a directory of its own, which it creates. One process at a time. */
export class LevelStore implements KeyValueStore {
  readonly #level: Level<string, Uint8Array>

  private constructor(level: Level<string, Uint8Array>) {
    this.#level = level
  }

  /** Rejects with {@link UserError} where another process has it open, or where it is damaged. */
  static async open(directory: string): Promise<LevelStore> {
    const level = new Level<string, Uint8Array>(directory, { keyEncoding: 'utf8', valueEncoding: 'view' })
    try {
      await level.open()
    } catch (error) {
      throw openError(directory, error as Error)
    }
    return new LevelStore(level)
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return this.#level.get(key)
  }

  async keys(prefix: string): Promise<readonly string[]> {
    const keys: string[] = []
    for await (const key of this.#level.keys({ gte: prefix })) {
      if (!key.startsWith(prefix)) break
      keys.push(key)
    }
    return keys
  }

  async commit(changes: readonly StoreChange[]): Promise<void> {
    const operations = changes.map(({ key, value }) =>
      value === undefined ? ({ type: 'del', key } as const) : ({ type: 'put', key, value } as const),
    )
    await this.#level.batch(operations, { sync: true })
  }

  close(): Promise<void> {
    return this.#level.close()
  }
}

/** `level` says that it is not open, and why in the cause. */
function openError(directory: string, error: Error): Error {
  const cause = error.cause as NodeJS.ErrnoException | undefined
  if (cause?.code === 'LEVEL_LOCKED') {
    return new UserError(`another mycel node is using ${directory}; stop it first`, { cause })
  }
  const problem = cause?.message ?? error.message
  return new UserError(
    `${directory}: the state in it cannot be opened (${problem}); see that this user may write there`,
    {
      cause: error,
    },
  )
}
