import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes of dead buffers that may stand in memory before the young generation is collected: a millisecond's work. */
const youngBytesMax = 3 * 1024 * 1024

/** Bytes after which the whole heap of a node is collected: what a young collection came too late for. */
const nodeBytesMax = 48 * 1024 * 1024

/** Collects the young generation of this thread's heap, or all of it. */
export type Collect = (type: 'minor' | 'major') => void

/** How garbage is collected, and after how many bytes all of it. */
export interface GarbageBudgetInit {
  readonly collect: Collect
  readonly allBytesMax: number
}

/**
 * Collects garbage by the bytes that were moved through memory. V8 alone lets 64 MiB of dead buffers stand
 * per thread before it looks at them, which is half of what a whole node may take.
 */
export class GarbageBudget {
  readonly #collect: Collect
  readonly #allBytesMax: number
  #sinceYoungBytes = 0
  #sinceAllBytes = 0

  /** After `allBytesMax` the whole heap is collected: a small heap can afford it more often than that of a node. */
  constructor({ collect = exposedCollector(), allBytesMax = nodeBytesMax }: Partial<GarbageBudgetInit> = {}) {
    this.#collect = collect
    this.#allBytesMax = allBytesMax
  }

  /** Buffers of so many bytes were allocated and are used up. */
  moved(bytes: number): void {
    this.#sinceYoungBytes += bytes
    this.#sinceAllBytes += bytes
    if (this.#sinceYoungBytes < youngBytesMax) return
    this.#sinceYoungBytes = 0
    const isAllDue = this.#sinceAllBytes >= this.#allBytesMax
    if (isAllDue) this.#sinceAllBytes = 0
    this.#collect(isAllDue ? 'major' : 'minor')
  }
}

/** The collector of this thread, without the whole process having been started with `--expose-gc`. */
function exposedCollector(): Collect {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: { readonly type: 'minor' | 'major' }) => void
  return (type) => collect({ type })
}
