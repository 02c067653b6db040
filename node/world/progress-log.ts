import type { Log, LogFields } from '#adapters/log/log.ts'
import type { Phase } from '#node/engine/contract.ts'
import { ProgressPace } from './progress-pace.ts'

/** Time between two `progress` lines. */
const intervalMs = 250

/** How far an update is, and what was moved for it. */
export type Progress = LogFields & { readonly made: number; readonly total: number }

/** Logs how far an update is while its chunks are fetched: for people at a person's pace, with debug four times a second. */
export class ProgressLog {
  readonly #log: Pick<Log, 'debug' | 'info'>
  readonly #progress: () => Progress
  readonly #pace = new ProgressPace()
  #timer: NodeJS.Timeout | undefined

  /** `progress` tells the chunks made, the chunks in all, and what was moved for them. */
  constructor(log: Pick<Log, 'debug' | 'info'>, progress: () => Progress) {
    this.#log = log
    this.#progress = progress
  }

  /** The node is in another phase: fetching begins, or has ended. */
  entered(phase: Phase): void {
    if (phase === 'fetching') this.#timer ??= setInterval(() => this.#tell(), intervalMs).unref()
    else if (this.#timer !== undefined) this.stop()
    else return
    this.#tell()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #tell(): void {
    const progress = this.#progress()
    if (this.#pace.isTold(progress, performance.now())) this.#log.info('progress', progress)
    else this.#log.debug('progress', progress)
  }
}
