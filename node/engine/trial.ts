import { type Instant, later } from '#core/engine.ts'
import type { DevicePolicy } from './contract.ts'

/** What a trial boot comes to. */
export type TrialVerdict =
  | { readonly type: 'open' }
  | { readonly type: 'good' }
  | { readonly type: 'bad'; readonly reason: string }

/** A trial boot: good once the image is right and a peer or the tracker was reached, bad when time runs out. */
export class Trial {
  readonly #policy: DevicePolicy
  readonly #due: Instant
  #imageIsRight = false
  #reachedSomeone = false
  #problem: string | undefined

  constructor(policy: DevicePolicy, now: Instant) {
    this.#policy = policy
    this.#due = later(now, policy.confirmWithinMs)
    if (policy.trialFails) this.#problem = 'the health check failed: the test switch trial.fail is on'
  }

  imageChecked(problem: string | undefined): void {
    if (problem === undefined) this.#imageIsRight = true
    else this.#problem ??= problem
  }

  contact(): void {
    this.#reachedSomeone = true
  }

  verdict(now: Instant): TrialVerdict {
    if (this.#problem !== undefined) return { type: 'bad', reason: this.#problem }
    if (this.#imageIsRight && this.#reachedSomeone) return { type: 'good' }
    if (now < this.#due) return { type: 'open' }
    const missing = this.#imageIsRight ? 'no peer and no tracker was reached' : 'its images were not checked'
    return { type: 'bad', reason: `${missing} within ${this.#policy.confirmWithinMs / 1000} s of booting` }
  }

  deadline(): Instant {
    return this.#due
  }
}
