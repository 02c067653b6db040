import { type Instant, later } from '#core/engine.ts'
import type { DevicePolicy } from './contract.ts'

/** What a trial boot comes to. */
export type TrialVerdict =
  | { readonly type: 'open' }
  | { readonly type: 'good' }
  | { readonly type: 'bad'; readonly reason: string }

/**
 * A trial boot: good once the image is right, a peer or the tracker was reached and the device is healthy, bad when time
 * runs out.
 */
export class Trial {
  readonly #policy: DevicePolicy
  readonly #due: Instant
  #imageIsRight = false
  #isHealthy: boolean
  #reachedSomeone = false
  #problem: string | undefined

  constructor(policy: DevicePolicy, now: Instant) {
    this.#policy = policy
    this.#due = later(now, policy.confirmWithinMs)
    this.#isHealthy = policy.checksHealth !== true
    if (policy.trialFails) this.#problem = 'the health check failed: the test switch trial.fail is on'
  }

  imageChecked(problem: string | undefined): void {
    if (problem === undefined) this.#imageIsRight = true
    else this.#problem ??= problem
  }

  healthChecked(problem: string | undefined): void {
    if (problem === undefined) this.#isHealthy = true
    else this.#problem ??= problem
  }

  contact(): void {
    this.#reachedSomeone = true
  }

  verdict(now: Instant): TrialVerdict {
    if (this.#problem !== undefined) return { type: 'bad', reason: this.#problem }
    if (this.#imageIsRight && this.#isHealthy && this.#reachedSomeone) return { type: 'good' }
    if (now < this.#due) return { type: 'open' }
    return { type: 'bad', reason: `${this.#missing()} within ${this.#policy.confirmWithinMs / 1000} s of booting` }
  }

  #missing(): string {
    if (!this.#imageIsRight) return 'its images were not checked'
    return this.#isHealthy ? 'no peer and no tracker was reached' : 'its health checks did not end'
  }

  deadline(): Instant {
    return this.#due
  }
}
