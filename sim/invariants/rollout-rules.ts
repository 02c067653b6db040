import { matches } from '#core/rollout/admission.ts'
import { basisPointsMax, type Rollout } from '#core/rollout/rollout.ts'
import type { Outcome, RolloutPlan } from '#tracker/engine/rollout/contract.ts'

/** Devices beyond its plan's share that a phase may have by the luck of their cohorts, in standard deviations. */
const luckMax = 5

/** So long a device waits for its turn to reboot, and then goes whoever is away (`node/engine/leaving`). */
const patienceMs = 15 * 60_000

/** The rules of rollouts that {@link RolloutRules} looks after. */
export type RolloutRule =
  | 'exposure-cap'
  | 'no-early-start'
  | 'obeys-abort'
  | 'soaks'
  | 'counts-once'
  | 'site-stays-up'
  | 'nobody-stuck'

/** What the rules are checked against. */
export interface RolloutRulesInit {
  readonly plan: RolloutPlan
  /** The tags of every device that takes part. */
  readonly tags: readonly Readonly<Record<string, string>>[]
  readonly violated: (rule: RolloutRule, device: number | undefined, detail: string) => void
}

/** Checks at every step what a rollout promises, from the plan alone: nothing here asks an engine. */
export class RolloutRules {
  readonly #init: RolloutRulesInit
  /** The most devices that the first phases together may expose, by how many are open. */
  readonly #caps: readonly number[]
  #openPhases = 0
  #openedMs = 0
  #revision = 0

  constructor(init: RolloutRulesInit) {
    this.#init = init
    this.#caps = [0, ...init.plan.phases.map((_, index) => capOf(init, index + 1))]
  }

  /** Devices can read this from now on, `nowMs` after the release; a tracker that is lost publishes nothing. */
  published({ revision, state, openPhases }: Rollout, nowMs: number, isTrackerUp: boolean): void {
    const { plan, violated } = this.#init
    if (!isTrackerUp) violated('soaks', undefined, `revision ${revision} was published while the tracker was lost`)
    this.#revision = revision
    if (openPhases <= this.#openPhases) return
    const before = plan.phases[this.#openPhases - 1]
    const soakedMs = nowMs - this.#openedMs
    if (before !== undefined && soakedMs < before.soakMs) {
      violated('soaks', undefined, `${before.name} was open for ${soakedMs} ms, not for ${before.soakMs} ms (${state})`)
    }
    this.#openPhases = openPhases
    this.#openedMs = nowMs
  }

  /** A device begins an install by what it has read; with it so many devices have begun. */
  began(device: number, { state, revision, openPhases }: Rollout, exposed: number): void {
    const { violated } = this.#init
    if (state !== 'running' && state !== 'complete') {
      violated('obeys-abort', device, `it began although the rollout that it knows is ${state}`)
    }
    if (openPhases > this.#openPhases || revision > this.#revision) {
      violated('no-early-start', device, `it began by revision ${revision}, which nobody has published`)
    }
    const cap = this.#caps[this.#openPhases] ?? 0
    if (exposed > cap) {
      violated('exposure-cap', device, `${exposed} devices have begun, and ${this.#openPhases} phases are for ${cap}`)
    }
  }

  /** A device reboots by turn after it had waited so long: so many of its site are away with it, of so many. */
  rebooted(device: number, { away, size, restartingMax, waitedMs }: Departure): void {
    const allowed = restartingMax ?? Math.max(1, Math.floor(size / 3))
    if (away <= allowed || waitedMs >= patienceMs) return
    this.#init.violated('site-stays-up', device, `${away} of the ${size} devices of its site are away at once`)
  }

  /** The tracker has counted so many devices with an outcome that so many had. */
  counted(outcome: Outcome, counted: number, happened: number): void {
    if (counted <= happened) return
    this.#init.violated('counts-once', undefined, `${counted} devices are counted as ${outcome}, ${happened} were`)
  }
}

/** Who is away when a device reboots. */
export interface Departure {
  /** With the device itself. */
  readonly away: number
  /** Devices of the site in all. */
  readonly size: number
  readonly restartingMax: number | undefined
  readonly waitedMs: number
}

/** What the plan promises of the first phases, with some luck: cohorts are even, so that the numbers are binomial. */
function capOf({ plan, tags }: RolloutRulesInit, openPhases: number): number {
  const open = plan.phases.slice(0, openPhases)
  let expected = 0
  let variance = 0
  for (const of of tags) {
    const points = open.map(({ select, basisPoints }) => (matches(select, of) ? basisPoints : 0))
    const share = Math.max(0, ...points) / basisPointsMax
    expected += share
    variance += share * (1 - share)
  }
  return Math.ceil(expected + luckMax * Math.sqrt(variance))
}
