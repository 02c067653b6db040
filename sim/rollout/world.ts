import { instant, later } from '#core/engine.ts'
import { Clock } from '#sim/clock.ts'
import type { Fault } from '#sim/faults/fault.ts'
import { RolloutRules } from '#sim/invariants/rollout-rules.ts'
import { calibration } from '#sim/run/calibration.ts'
import { Recorder } from '#sim/run/recorder.ts'
import type { RunEvent } from '#sim/run/result.ts'
import type { RolloutModel } from '#sim/scenario/rollout-model.ts'
import type { Scenario } from '#sim/scenario/scenario.ts'
import type { RolloutPlan } from '#tracker/engine/rollout/contract.ts'
import { planOf } from '#tracker/engine/rollout/templates.ts'
import { befall } from './befall.ts'
import { type BuiltSite, buildDevices, buildSites, product, tagsOf, zoneOf } from './build-rollout.ts'
import type { RolloutDevice } from './device/device.ts'
import { HourlyBytes } from './hourly-bytes.ts'
import { History } from './result/history.ts'
import { ModelledTracker } from './tracker.ts'
import { Witness } from './witness.ts'
import { momentOf, Zone } from './zone.ts'

/** What a rollout is run from. */
export interface WorldInit {
  readonly scenario: Scenario
  readonly model: RolloutModel
  readonly seed: number
  readonly faults: readonly Fault[]
  readonly onEvent: ((event: RunEvent) => void) | undefined
}

/** Between two looks at how far the rollout is. */
const lookSeconds = 600

/** A tracker, its devices at their sites, and what befalls them, in virtual time; the release is at the instant 0. */
export class RolloutWorld {
  readonly scenario: Scenario
  readonly plan: RolloutPlan
  readonly sites: readonly BuiltSite[]
  readonly devices: readonly RolloutDevice[]
  readonly tracker: ModelledTracker
  readonly witness: Witness
  readonly recorder: Recorder
  readonly history = new History()
  readonly wan = new HourlyBytes()
  readonly #clock = new Clock()
  readonly #faults: readonly Fault[]
  /** The release, in ms of Unix time. */
  readonly #startsMs: number

  constructor({ scenario, model, seed, faults, onEvent }: WorldInit) {
    const clock = this.#clock
    this.scenario = scenario
    this.#faults = faults
    this.#startsMs = momentOf(model.date, scenario.startsAt, zoneOf(scenario.sites[0]))
    const unixMs = () => this.#startsMs + Math.floor(clock.now / 1000)
    this.recorder = new Recorder(clock, () => this.seconds, onEvent)
    const carried = (site: number, bytes: number) => this.wan.add(site, bytes, this.seconds)
    const build = { scenario, model, seed, clock, faults, zones: zonesOf(scenario, this.#startsMs), carried }
    this.sites = buildSites(build)
    this.plan = planFor(scenario, { template: model.template, sites: this.sites, seed })
    this.witness = this.#makeWitness(unixMs)
    const { publishSeconds } = model
    this.tracker = new ModelledTracker({ clock, unixMs, publishSeconds, listener: this.witness })
    const { bootSeconds } = calibration
    const { tracker, witness } = this
    this.devices = buildDevices(build, this.sites, {
      clock,
      model,
      release: scenario.release,
      tracker,
      witness,
      bootSeconds,
      unixMs,
    })
  }

  /** Seconds since the release. */
  get seconds(): number {
    return this.#clock.now / 1e6
  }

  /** Devices that have done what follows from the rollout: all of them when it is over. */
  get settled(): number {
    return this.devices.reduce((count, { isSettled }) => (isSettled ? count + 1 : count), 0)
  }

  /** Lets it happen, until nothing follows from the rollout any more or the time of the scenario is over. */
  run(onLook: () => void): void {
    const { tracker, devices, recorder } = this
    const clock = this.#clock
    for (const device of devices) device.start()
    this.#changeClocks()
    tracker.begin(this.plan)
    befall({ clock, recorder, tracker, devices }, this.#faults)
    let isOver = false
    const look = (): void => {
      this.history.look(this.seconds, this.witness)
      isOver = tracker.isOver && this.#faults.every(({ at }) => at < this.seconds) && this.settled === devices.length
      onLook()
      clock.at(later(clock.now, lookSeconds * 1000), look)
    }
    look()
    clock.run(instant(this.scenario.endSeconds * 1e6), () => isOver)
  }

  #makeWitness(unixMs: () => number): Witness {
    const { plan, recorder } = this
    const tags = this.sites.flatMap(({ plan: { class: kind, count } }) =>
      Array.from({ length: count }, () => tagsOf(kind)),
    )
    const rules = new RolloutRules({ plan, tags, violated: (...what) => recorder.violated(...what) })
    return new Witness({
      recorder,
      rules,
      phases: plan.phases.length,
      nowMs: () => unixMs() - this.#startsMs,
      isTrackerUp: () => this.tracker.isUp,
    })
  }

  /** Devices look at the clock on their wall all the time: when that was changed, a window is at another instant. */
  #changeClocks(): void {
    for (const zone of new Set(this.devices.map((device) => device.zone))) {
      for (const change of zone.changes) {
        const at = Math.max(0, change - this.#startsMs) * 1000
        this.#clock.at(instant(at), () => {
          for (const device of this.devices) if (device.zone === zone) device.consider()
        })
      }
    }
  }
}

/** The plan of the template for this fleet; cohorts are others in each run. */
function planFor(
  { release }: Scenario,
  {
    template,
    sites,
    seed,
  }: { readonly template: RolloutModel['template']; readonly sites: readonly BuiltSite[]; readonly seed: number },
): RolloutPlan {
  const rings: Record<string, number> = {}
  let devices = 0
  for (const { plan } of sites) {
    const { ring } = tagsOf(plan.class)
    devices += plan.count
    if (ring !== undefined) rings[ring] = (rings[ring] ?? 0) + plan.count
  }
  const rollout = { id: `seed-${seed}`, product, version: release.version }
  return planOf(template, { rollout, fleet: { devices, rings } })
}

function zonesOf({ sites, endSeconds }: Scenario, startsMs: number): ReadonlyMap<string, Zone> {
  const span = { from: startsMs, to: startsMs + endSeconds * 1000 }
  const names = new Set(sites.map(zoneOf))
  return new Map([...names].map((name) => [name, new Zone(name, span)]))
}
