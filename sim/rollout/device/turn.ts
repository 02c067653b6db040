import { type Instant, millisecondsBetween } from '#core/engine.ts'
import type { Leaving } from '#core/exchange/contract.ts'
import type { Departures } from '#node/engine/leaving/departures.ts'
import type { Clock } from '#sim/clock.ts'
import type { Resident, RolloutSite } from '#sim/rollout/site.ts'

/** What the turn of a device is decided with. */
export interface TurnInit {
  readonly self: Resident
  readonly site: RolloutSite
  readonly clock: Clock
  /** The device looks again then. */
  readonly lookAt: (at: Instant) => void
}

/** Whether it is the turn of a device of its site to be away: `Departures` decides it, from what neighbours say. */
export class Turn {
  readonly #init: TurnInit
  #departures: Departures | undefined
  #leaving: Leaving = 'stays'
  #since: Instant | undefined

  constructor(init: TurnInit) {
    this.#init = init
  }

  /** While the device would leave. */
  get departures(): Departures | undefined {
    return this.#departures
  }

  /** What the device said last. */
  get leaving(): Leaving {
    return this.#leaving
  }

  /** The device would leave. Returns how long it has waited when it is its turn, in ms; undefined before. */
  take(): number | undefined {
    const { self, site, clock, lookAt } = this.#init
    const wasWaiting = this.#departures !== undefined
    this.#departures ??= site.departuresFor(self)
    this.#since ??= clock.now
    this.#departures.begin(clock.now)
    if (this.#departures.isTurn(clock.now)) {
      this.#say('goes')
      return millisecondsBetween(this.#since, clock.now)
    }
    if (!wasWaiting) this.#say('waits')
    const due = this.#departures.deadline(clock.now)
    if (due !== undefined) lookAt(due)
    return undefined
  }

  /** The device stays. */
  stay(): void {
    if (this.#departures === undefined) return
    this.forget()
    this.#say('stays')
  }

  /** What it had said is of a boot that has ended. */
  forget(): void {
    this.#departures = undefined
    this.#since = undefined
    this.#leaving = 'stays'
  }

  #say(leaving: Leaving): void {
    this.#leaving = leaving
    this.#init.site.say(this.#init.self, leaving)
  }
}
