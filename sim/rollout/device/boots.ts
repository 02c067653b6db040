import { type Instant, later, millisecondsBetween } from '#core/engine.ts'
import type { DevicePolicy } from '#node/engine/contract.ts'
import { Trial } from '#node/engine/trial.ts'
import type { Appointment, Clock } from '#sim/clock.ts'

/** How a release that was booted has ended; `downtimeMs` is from the reboot on. */
export type BootOutcome =
  | { readonly type: 'confirmed'; readonly downtimeMs: number }
  | { readonly type: 'trial-failed' | 'taken-back' | 'crashed'; readonly reason: string }

/** What the boots of a device work with. */
export interface BootsInit {
  readonly clock: Clock
  readonly policy: DevicePolicy
  /** The version that it runs before, and the one that is rolled out. */
  readonly from: string
  readonly release: string
  /** From the decision to reboot until mycel runs. */
  readonly bootSeconds: number
  /** How long the health checks of the next trial take. */
  readonly trialSeconds: () => number
  /** Whether a neighbour or the tracker can be reached. */
  readonly hasContact: () => boolean
  readonly host: BootsHost
}

/** Hears what its boots bring a device. */
export interface BootsHost {
  /** It runs no more. */
  went(): void
  /** It runs again. */
  runs(): void
  ended(outcome: BootOutcome): void
}

/** The boot chooser gives a release up after so many starts that did not come to a trial; a watchdog ends one that hangs. */
const attemptsMax = 3
const watchdogSeconds = 60

/** A device in its trial that has reached nobody tries again after so long. */
const contactSeconds = 10

/** What runs on a device of a rollout: boots, trials and what becomes of them. */
export class RolloutBoots {
  /** What is wrong with the release on this device, from now on. */
  firmware: 'good' | 'no-boot' | 'hangs' | 'unhealthy' = 'good'
  /** The release crashes so long after it was confirmed; undefined: never. */
  crashesAfterSeconds: number | undefined
  readonly #init: BootsInit
  #running: string
  #state: 'up' | 'trial' | 'away' | 'dead' = 'up'
  #leftAt = 0 as Instant
  #next: Appointment | undefined
  #crash: Appointment | undefined

  constructor(init: BootsInit) {
    this.#init = init
    this.#running = init.from
  }

  /** The version that runs, or ran last. */
  get running(): string {
    return this.#running
  }

  get isUp(): boolean {
    return this.#state === 'up' || this.#state === 'trial'
  }

  get isTrial(): boolean {
    return this.#state === 'trial'
  }

  get isDead(): boolean {
    return this.#state === 'dead'
  }

  /** Whether a crash is ahead. */
  get willCrash(): boolean {
    return this.#crash !== undefined
  }

  /** Reboots into the release, for a trial. */
  tryRelease(): void {
    this.#goAway(this.#init.bootSeconds, () => this.#beginTrial())
  }

  /** Reboots into the version before. */
  goBack(reason: string): void {
    this.#crash?.cancel()
    this.#crash = undefined
    this.#goAway(this.#init.bootSeconds, () => this.#return({ type: 'taken-back', reason }))
  }

  /** The power goes, or the process ends, for so many seconds; what is staged, or in its trial, is tried then. */
  cut(seconds: number, isStaged: boolean): void {
    if (!this.isUp) return
    const tries = isStaged || this.isTrial
    this.#goAway(seconds + this.#init.bootSeconds, () => (tries ? this.#beginTrial() : this.#run('up')))
  }

  /** It is gone for good. */
  die(): void {
    if (this.isUp) this.#init.host.went()
    this.#next?.cancel()
    this.#crash?.cancel()
    this.#state = 'dead'
  }

  #goAway(seconds: number, then: () => void): void {
    this.#next?.cancel()
    this.#leftAt = this.#init.clock.now
    this.#state = 'away'
    this.#init.host.went()
    this.#in(seconds, then)
  }

  #run(state: 'up' | 'trial'): void {
    this.#state = state
    this.#init.host.runs()
  }

  #beginTrial(): void {
    const { policy, clock, release, trialSeconds, bootSeconds } = this.#init
    if (this.firmware === 'no-boot' || this.firmware === 'hangs') {
      const seconds = this.firmware === 'hangs' ? watchdogSeconds : bootSeconds
      const reason = `the release did not start: ${this.firmware}`
      return this.#in(attemptsMax * seconds, () => this.#return({ type: 'trial-failed', reason }))
    }
    const leftAt = this.#leftAt
    const trial = new Trial({ ...policy, trialFails: this.firmware === 'unhealthy' }, clock.now)
    this.#running = release
    this.#run('trial')
    // What it heard when it came back may have sent it away again.
    if (!this.isTrial) return
    this.#in(trialSeconds(), () => {
      trial.imageChecked(undefined)
      this.#judge(trial, leftAt)
    })
  }

  #judge(trial: Trial, leftAt: Instant): void {
    const { clock, hasContact, host } = this.#init
    if (hasContact()) trial.contact()
    const verdict = trial.verdict(clock.now)
    if (verdict.type === 'open') return this.#in(contactSeconds, () => this.#judge(trial, leftAt))
    if (verdict.type === 'bad') {
      const { reason } = verdict
      return this.#goAway(this.#init.bootSeconds, () => this.#return({ type: 'trial-failed', reason }))
    }
    this.#state = 'up'
    if (this.crashesAfterSeconds !== undefined) {
      this.#crash = clock.at(later(clock.now, this.crashesAfterSeconds * 1000), () => this.#crashes())
    }
    host.ended({ type: 'confirmed', downtimeMs: Math.round(millisecondsBetween(leftAt, clock.now)) })
  }

  #return(outcome: BootOutcome): void {
    this.#running = this.#init.from
    this.#init.host.ended(outcome)
    this.#run('up')
  }

  #crashes(): void {
    this.#crash = undefined
    if (this.#state !== 'up') return
    this.#init.host.ended({ type: 'crashed', reason: 'the release crashed' })
    this.cut(0, false)
  }

  #in(seconds: number, then: () => void): void {
    const { clock } = this.#init
    this.#next = clock.at(later(clock.now, seconds * 1000), then)
  }
}
