import type { LevelStore } from '#adapters/level/level-store.ts'
import { readJson, storedJson } from '#tracker/fleet/stored-json.ts'

/** What people or other systems note about a device or a rollout, such as a support ticket. */
export interface Annotation {
  /** Counts up from 1. */
  readonly number: number
  /** RFC 3339, UTC. */
  readonly at: string
  readonly by: string
  readonly text: string
  readonly source?: string
  readonly reference?: string
  readonly device?: string
  readonly rollout?: string
}

/** The most annotations that are kept: of more the oldest go. */
const annotationsMax = 10_000

const prefix = 'annotation/'

/** The annotations of a tracker, in its store. */
export class Annotations {
  readonly #store: LevelStore
  #last: number
  #writing: Promise<unknown> = Promise.resolve()

  private constructor(store: LevelStore, last: number) {
    this.#store = store
    this.#last = last
  }

  /** Finds out how many there are. */
  static async open(store: LevelStore): Promise<Annotations> {
    const [newest] = await store.entries({ prefix, limit: 1, isReverse: true })
    return new Annotations(store, newest === undefined ? 0 : readJson<Annotation>(newest[1]).number)
  }

  /** Keeps an annotation; durable when it resolves. */
  add(facts: Omit<Annotation, 'number'>): Promise<Annotation> {
    const added = this.#writing.then(async () => {
      const annotation = { ...facts, number: this.#last + 1 }
      const old = annotation.number - annotationsMax
      await this.#store.commit([
        storedJson(keyOf(annotation.number), annotation),
        ...(old > 0 ? [{ key: keyOf(old), value: undefined }] : []),
      ])
      this.#last = annotation.number
      return annotation
    })
    this.#writing = added.catch(() => undefined)
    return added
  }

  /** At most `limit` of those before the number `before`, newest first. */
  async list({
    before,
    limit,
  }: {
    readonly before: number | undefined
    readonly limit: number
  }): Promise<readonly Annotation[]> {
    const after = before === undefined ? undefined : keyOf(before)
    const entries = await this.#store.entries({ prefix, after, limit, isReverse: true })
    return entries.map(([, value]) => readJson<Annotation>(value))
  }
}

function keyOf(number: number): string {
  return `${prefix}${String(number).padStart(12, '0')}`
}
