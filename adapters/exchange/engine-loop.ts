import { type Engine, type Instant, instant } from '#core/engine.ts'

/** The longest wait of a Node timer, in ms. */
const timerMsMax = 2 ** 31 - 1

/** Drives an engine in real time: a monotonic clock, one timer for its deadline, inputs one at a time. */
export class EngineLoop<Input, Effect> {
  readonly #engine: Engine<Input | { readonly type: 'tick' }, Effect>
  readonly #carryOut: (effect: Effect) => void
  readonly #inputs: (Input | { readonly type: 'tick' })[] = []
  #timer: NodeJS.Timeout | undefined
  #isHandling = false
  #isStopped = false

  constructor(engine: Engine<Input | { readonly type: 'tick' }, Effect>, carryOut: (effect: Effect) => void) {
    this.#engine = engine
    this.#carryOut = carryOut
  }

  /** Hands an input to the engine and carries out what follows. An input that comes meanwhile waits its turn. */
  input(input: Input | { readonly type: 'tick' }): void {
    if (this.#isStopped) return
    this.#inputs.push(input)
    if (this.#isHandling) return
    this.#isHandling = true
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        for (const effect of this.#engine.handle(next, now())) this.#carryOut(effect)
      }
    } finally {
      this.#isHandling = false
    }
    this.#setTimer()
  }

  /** No input is handled from now on, also none that waits. */
  stop(): void {
    this.#isStopped = true
    this.#inputs.length = 0
    clearTimeout(this.#timer)
  }

  #setTimer(): void {
    clearTimeout(this.#timer)
    const deadline = this.#engine.deadline()
    if (deadline === undefined || this.#isStopped) return
    const waitMs = Math.min(Math.max((deadline - now()) / 1000, 0), timerMsMax)
    this.#timer = setTimeout(() => this.input({ type: 'tick' }), Math.ceil(waitMs))
  }
}

/** This process's monotonic clock: microseconds since it started. */
function now(): Instant {
  return instant(performance.now() * 1000)
}
