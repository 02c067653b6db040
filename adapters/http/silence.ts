import { setTimeout as wait } from 'node:timers/promises'
import { HttpFailed } from './http-failed.ts'

/** Ends a request when nothing is heard for too long, or when it is cancelled. */
export class Silence {
  readonly #abort = new AbortController()
  readonly #timer: NodeJS.Timeout
  readonly #cancelled: AbortSignal
  readonly #cancel = () => this.#abort.abort(new HttpFailed('cancelled', 'the request was cancelled'))

  constructor(silenceMs: number, cancelled: AbortSignal) {
    const message = `nothing came for ${silenceMs / 1000} s`
    this.#timer = setTimeout(() => this.#abort.abort(new HttpFailed('silent', message)), silenceMs)
    this.#cancelled = cancelled
    if (cancelled.aborted) this.#cancel()
    else cancelled.addEventListener('abort', this.#cancel, { once: true })
  }

  /** Aborts with a {@link HttpFailed} as its reason. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Something was heard: silence is counted from now. */
  heard(): void {
    this.#timer.refresh()
  }

  /** Lets time pass in which nothing is taken: that is not the server's silence. */
  async pause(ms: number): Promise<void> {
    this.heard()
    await wait(ms, undefined, { signal: this.signal }).catch(() => this.signal.throwIfAborted())
    this.heard()
  }

  /** The request has ended. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#cancelled.removeEventListener('abort', this.#cancel)
  }
}
