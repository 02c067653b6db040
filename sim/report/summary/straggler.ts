import type { DeviceResult, Outcome, RunResult } from '#sim/run/result.ts'
import { tookPart } from '#sim/run/result.ts'

/** A device that was late, or did not get there. */
export interface Straggler {
  readonly seed: number
  readonly device: number
  readonly site: number
  readonly class: string
  readonly outcome: Outcome
  /** Seconds after the release; undefined: never. */
  readonly verifiedAt: number | undefined
  /** Empty where nothing befell it. */
  readonly reason: string
}

/** The devices that a report names. */
const stragglersMax = 10

/** The latest devices that took part in any run, the latest first; those that never verified before all others. */
export function stragglersOf(runs: readonly RunResult[], release: string): readonly Straggler[] {
  return runs
    .flatMap((run) => latestOf(run, release))
    .sort(byLateness)
    .slice(0, stragglersMax)
}

function latestOf(run: RunResult, release: string): readonly Straggler[] {
  return run.devices
    .map((device, index) => ({ device, index }))
    .filter(({ device }) => tookPart(device, release))
    .map(({ device, index }) => stragglerOf(run, device, index))
    .sort(byLateness)
    .slice(0, stragglersMax)
}

function byLateness(left: Straggler, right: Straggler): number {
  // Infinity less Infinity is no number, and counts as equal.
  return (
    (right.verifiedAt ?? Infinity) - (left.verifiedAt ?? Infinity) ||
    left.seed - right.seed ||
    left.device - right.device
  )
}

function stragglerOf(run: RunResult, device: DeviceResult, index: number): Straggler {
  const { site, outcome, verifiedAt, reason } = device
  return { seed: run.seed, device: index, site, class: run.sites[site]?.class ?? '', outcome, verifiedAt, reason }
}
