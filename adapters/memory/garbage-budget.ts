import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes of dead buffers that may stand in memory before they are collected. */
const deadBytesMax = 6 * 1024 * 1024

/**
 * Collects garbage by the bytes that were moved through memory. V8 alone lets 64 MiB of dead buffers stand
 * per thread before it looks at them, which is half of what a whole node may take.
 */
export class GarbageBudget {
  readonly #collect: () => void
  #movedBytes = 0

  constructor(collect: () => void = exposedCollector()) {
    this.#collect = collect
  }

  /** Buffers of so many bytes were allocated and are used up. Collects once {@link deadBytesMax} are reached. */
  moved(bytes: number): void {
    this.#movedBytes += bytes
    if (this.#movedBytes < deadBytesMax) return
    this.#movedBytes = 0
    this.#collect()
  }
}

/** The collector of this thread, without the whole process having been started with `--expose-gc`. */
function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
