import { createHash } from 'node:crypto'
import type { Clock } from '#sim/clock.ts'
import type { RunEvent, Violation } from './result.ts'

/** The most violations that a run keeps: one more tells nothing. */
const violationsMax = 100

/** Keeps what happened in a run: every event in order, as a digest and for whoever listens. */
export class Recorder {
  readonly violations: Violation[] = []
  readonly #clock: Clock
  readonly #secondsOf: () => number
  readonly #listener: ((event: RunEvent) => void) | undefined
  readonly #hash = createHash('sha256')
  #events = 0

  constructor(clock: Clock, secondsOf: () => number, listener: ((event: RunEvent) => void) | undefined) {
    this.#clock = clock
    this.#secondsOf = secondsOf
    this.#listener = listener
  }

  /** How many events there were so far. */
  get events(): number {
    return this.#events
  }

  /** Something happened now. */
  note(event: string, fields: Readonly<Record<string, unknown>>): void {
    const line: RunEvent = { at: this.#clock.now, event, ...fields }
    this.#hash.update(JSON.stringify(line))
    this.#events += 1
    this.#listener?.(line)
  }

  /** A rule was broken now. */
  violated(invariant: string, device: number | undefined, detail: string): void {
    if (this.violations.length >= violationsMax) return
    this.violations.push({ invariant, device, at: this.#secondsOf(), detail })
    this.note('violation', { invariant, ...(device === undefined ? {} : { device }), detail })
  }

  /** SHA-256 over all events, in hex; the recorder is done. */
  digest(): string {
    return this.#hash.digest('hex')
  }
}
