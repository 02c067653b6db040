import type { Fault } from '#sim/faults/fault.ts'
import { planSites } from '#sim/run/build-fleet.ts'
import { runScenario } from '#sim/run/run-scenario.ts'
import type { Scenario } from '#sim/scenario/scenario.ts'
import { type Replay, replayOf } from './replay.ts'

/** Runs that a shrinking tries at the most, after the first, which shows that there is something to shrink. */
const triesMax = 400

/** A scenario and faults that may fail like the ones before. */
interface Candidate {
  readonly scenario: Scenario
  readonly faults: readonly Fault[]
}

/** What a shrinking makes smaller. */
export interface ReplaySize {
  readonly faults: number
  readonly devices: number
  readonly chunks: number
}

/** How far a shrinking is. */
export interface ShrinkProgress extends ReplaySize {
  readonly tries: number
}

/**
 * Drops faults, sites, devices and chunks while the same rule is still broken (Zeller and Hildebrandt, "Simplifying and
 * Isolating Failure-Inducing Input", 2002: over the explicit list of faults, so that leaving one out moves no other).
 * Returns undefined where the failure does not come again: the code has changed since.
 */
export function shrink(replay: Replay, onProgress: (progress: ShrinkProgress) => void = () => {}): Replay | undefined {
  let best = replay
  let tries = -1
  const fails = (candidate: Candidate): boolean => {
    if (tries >= triesMax) return false
    tries += 1
    const { seed, policy, violation } = replay
    const run = runScenario(candidate.scenario, { seed, policy, faults: candidate.faults })
    const found = run.violations.find(({ invariant }) => invariant === violation.invariant)
    if (found === undefined) return false
    const smaller = replayOf(candidate.scenario, { ...run, violations: [found] })
    if (smaller !== undefined) best = smaller
    onProgress({ tries, ...sizeOf(best) })
    return true
  }
  if (!fails(replay)) return undefined
  for (;;) {
    const before = JSON.stringify(sizeOf(best))
    dropFaults(() => best, fails)
    dropSites(() => best, fails)
    halveDevices(() => best, fails)
    halveChunks(() => best, fails)
    if (JSON.stringify(sizeOf(best)) === before || tries >= triesMax) return best
  }
}

type Best = () => Candidate & { readonly seed: number }
type Fails = (candidate: Candidate) => boolean

/** How much is left of a failure. */
export function sizeOf({ scenario, faults, seed }: Replay): ReplaySize {
  const devices = planSites(scenario, seed).reduce((sum, { count }) => sum + count, 0)
  const chunks = Math.ceil(scenario.release.imageBytes / scenario.release.chunkBytes)
  return { faults: faults.length, devices, chunks }
}

/** Leaves out ever smaller parts of the list of faults. */
function dropFaults(best: Best, fails: Fails): void {
  for (let part = Math.ceil(best().faults.length / 2); part >= 1; part = part === 1 ? 0 : Math.ceil(part / 2)) {
    for (let from = 0; from < best().faults.length; ) {
      const { scenario, faults } = best()
      const fewer = faults.filter((_, index) => index < from || index >= from + part)
      if (!fails({ scenario, faults: fewer })) from += part
    }
  }
}

/** Leaves out one site after the other. */
function dropSites(best: Best, fails: Fails): void {
  for (let site = planSites(best().scenario, best().seed).length - 1; site >= 0; site -= 1) {
    const { scenario, faults, seed } = best()
    const plans = planSites(scenario, seed)
    const gone = plans[site]
    if (gone === undefined || plans.length === 1) continue
    const classes = plans
      .filter((plan) => plan !== gone)
      .map(({ class: kind, count }, index) => ({ ...kind, name: `site-${index}`, sites: 1, devices: count }))
    const isOf = (device: number) => device >= gone.first && device < gone.first + gone.count
    const kept = faults.flatMap((fault): readonly Fault[] => {
      if ('device' in fault) {
        if (isOf(fault.device)) return []
        return [{ ...fault, device: fault.device < gone.first ? fault.device : fault.device - gone.count }]
      }
      if (!('site' in fault)) return [fault]
      return fault.site === site ? [] : [{ ...fault, site: fault.site < site ? fault.site : fault.site - 1 }]
    })
    fails({ scenario: withoutRules({ ...scenario, sites: classes }), faults: kept })
  }
}

/** Halves the devices of one site after the other. */
function halveDevices(best: Best, fails: Fails): void {
  const count = planSites(best().scenario, best().seed).length
  for (let site = 0; site < count; site += 1) {
    for (;;) {
      const { scenario, faults, seed } = best()
      const plans = planSites(scenario, seed)
      const plan = plans[site]
      if (plan === undefined || plan.count <= 1) break
      const left = Math.ceil(plan.count / 2)
      const dropped = plan.count - left
      const classes = plans.map((each) => ({
        ...each.class,
        name: `site-${each.index}`,
        sites: 1,
        devices: each === plan ? left : each.count,
      }))
      const end = plan.first + plan.count
      const kept = faults.flatMap((fault): readonly Fault[] => {
        if (!('device' in fault)) return [fault]
        if (fault.device >= plan.first + left && fault.device < end) return []
        return [{ ...fault, device: fault.device < end ? fault.device : fault.device - dropped }]
      })
      if (!fails({ scenario: withoutRules({ ...scenario, sites: classes }), faults: kept })) break
    }
  }
}

function halveChunks(best: Best, fails: Fails): void {
  for (;;) {
    const { scenario, faults } = best()
    const { release } = scenario
    const chunks = Math.ceil(release.imageBytes / release.chunkBytes)
    if (chunks <= 1) return
    const half = { ...release, imageBytes: Math.ceil(chunks / 2) * release.chunkBytes, exact: undefined }
    if (!fails({ scenario: { ...scenario, release: half }, faults })) return
  }
}

/** The faults are given: the rules that they were drawn by name sites that are no more. */
function withoutRules(scenario: Scenario): Scenario {
  return { ...scenario, faults: [] }
}
