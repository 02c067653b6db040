/** The most items that one commit takes, and that wait for their turn. */
const itemsPerCommitMax = 256
const waitingMax = 4096

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (reason: unknown) => void
}

/** Commits one after the other; what comes while one is under way shares the next, and with it one sync of the disk. */
export class GroupCommit<Item, Result> {
  readonly #commit: (items: readonly Item[]) => Promise<readonly Result[]>
  readonly #waiting: Waiting<Item, Result>[] = []
  #running: Promise<void> | undefined

  /** `commit` resolves with a result for each item, in their order; where it rejects, each of them does. */
  constructor(commit: (items: readonly Item[]) => Promise<readonly Result[]>) {
    this.#commit = commit
  }

  /** Resolves when the item is durable. Undefined where too many wait already. */
  add(item: Item): Promise<Result> | undefined {
    if (this.#waiting.length >= waitingMax) return undefined
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    this.#waiting.push({ item, resolve, reject })
    this.#running ??= this.#run()
    return promise
  }

  /** Waits until nothing is under way. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#commitSome(this.#waiting.splice(0, itemsPerCommitMax))
    this.#running = undefined
  }

  async #commitSome(some: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#commit(some.map(({ item }) => item))
      for (const [index, { resolve }] of some.entries()) resolve(results[index] as Result)
    } catch (error) {
      for (const { reject } of some) reject(error)
    }
  }
}
