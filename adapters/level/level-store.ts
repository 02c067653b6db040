import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Level } from 'level'
import { makeDirectory, replaceFile } from '#adapters/file/durable-file.ts'
import { mediumError, onMedium } from '#adapters/slot/medium-error.ts'
import { UserError } from '#core/errors.ts'
import type { KeyValueStore, StoreChange } from '#core/key-value-store.ts'

/** A {@link KeyValueStore} in a directory of its own, which it creates. One process at a time. */
export class LevelStore implements KeyValueStore {
  readonly #directory: string
  readonly #level: Level<string, Uint8Array>
  #hasFailed = false
  /** One for all commits that wait for it. */
  #recovery: Promise<void> | undefined

  private constructor(directory: string, level: Level<string, Uint8Array>) {
    this.#directory = directory
    this.#level = level
  }

  /** Rejects with {@link UserError} where another process has it open, or where it is damaged; `words` say it. */
  static async open(directory: string, words: StoreWords = wordsOfNode): Promise<LevelStore> {
    await onMedium(directory, () => makeDirectory(directory))
    const level = new Level<string, Uint8Array>(directory, { keyEncoding: 'utf8', valueEncoding: 'view' })
    try {
      await level.open()
    } catch (error) {
      throw openError(directory, error as Error, words)
    }
    return new LevelStore(directory, level)
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

  /** The values of some keys, in their order. */
  getMany(keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    return this.#level.getMany([...keys])
  }

  /** Keys and values of a stretch of the store, in order of the keys' UTF-8 bytes or from the last one back. */
  entries({
    prefix,
    after,
    limit,
    isReverse = false,
  }: StoreRange): Promise<readonly (readonly [string, Uint8Array])[]> {
    const last = `${prefix}\u{10ffff}`
    const from = isReverse ? { gte: prefix, lt: after ?? last } : { lte: last, ...firstKey(prefix, after) }
    return this.#level.iterator({ ...from, reverse: isReverse, limit }).all()
  }

  async commit(changes: readonly StoreChange[]): Promise<void> {
    const operations = changes.map(({ key, value }) =>
      value === undefined ? ({ type: 'del', key } as const) : ({ type: 'put', key, value } as const),
    )
    if (this.#hasFailed) await this.#recover()
    try {
      await this.#level.batch(operations, { sync: true })
    } catch (error) {
      this.#hasFailed = true
      throw mediumErrorOf(this.#directory, error as Error) ?? error
    }
  }

  close(): Promise<void> {
    return this.#level.close()
  }

  /** After a write that failed LevelDB writes nothing more until it is opened again. It stays open for reading until that can succeed. */
  #recover(): Promise<void> {
    this.#recovery ??= this.#reopen().finally(() => {
      this.#recovery = undefined
    })
    return this.#recovery
  }

  async #reopen(): Promise<void> {
    const probe = join(this.#directory, 'probe')
    await replaceFile(probe, new Uint8Array(probeBytes))
    await rm(probe)
    await this.#level.close()
    await this.#level.open()
    this.#hasFailed = false
  }
}

/** Part of a store: keys that begin with `prefix`, behind the key `after`, at most `limit` of them. */
export interface StoreRange {
  readonly prefix: string
  readonly after?: string | undefined
  readonly limit: number
  readonly isReverse?: boolean
}

function firstKey(prefix: string, after: string | undefined): { readonly gte: string } | { readonly gt: string } {
  return after === undefined ? { gte: prefix } : { gt: after }
}

/** Room that a file system must have before a store in it is opened again: for its manifest, its log and a table. */
const probeBytes = 256 * 1024

/** What the system said, in the text of LevelDB (`strerror(3)`), and its code. */
const systemProblems: readonly (readonly [RegExp, string])[] = [
  [/No space left on device/, 'ENOSPC'],
  [/Read-only file system/, 'EROFS'],
  [/Permission denied/, 'EACCES'],
  [/Input\/output error/, 'EIO'],
]

/** The same error with advice, where it is the medium that fails. */
function mediumErrorOf(directory: string, error: Error): unknown {
  const code = systemProblems.find(([text]) => text.test(error.message))?.[1]
  return code === undefined ? undefined : mediumError(directory, Object.assign(error, { code }))
}

/** What a person is told where a store cannot be opened. */
export interface StoreWords {
  /** The program that has it open. */
  readonly user: string
  /** What to do where it is damaged. */
  readonly repair: string
}

const wordsOfNode: StoreWords = {
  user: 'mycel node',
  repair: 'delete the folder: what is in it will be fetched again',
}

/** `level` says that it is not open, and why in the cause. */
function openError(directory: string, error: Error, { user, repair }: StoreWords): Error {
  const cause = error.cause as NodeJS.ErrnoException | undefined
  if (cause?.code === 'LEVEL_LOCKED') {
    return new UserError(`another ${user} is using ${directory}; stop it first`, { cause })
  }
  const problem = cause?.message ?? error.message
  const known = mediumErrorOf(directory, cause ?? error)
  if (known instanceof Error) return known
  return new UserError(`${directory}: the state in it is damaged (${problem}); ${repair}`, { cause: error })
}
