import { parseMinuteOfDay } from '#core/link/hours.ts'
import type { MaintenanceWindow } from '#core/link/windows.ts'
import type { DevicePolicy } from '#node/engine/contract.ts'
import type { Clock } from '#sim/clock.ts'
import type { Fault } from '#sim/faults/fault.ts'
import { Random } from '#sim/random.ts'
import { planSites, type SitePlan } from '#sim/run/build-fleet.ts'
import { calibration } from '#sim/run/calibration.ts'
import { peerNameOf } from '#sim/run/peers/peer-names.ts'
import type { RolloutModel } from '#sim/scenario/rollout-model.ts'
import type { ReleaseModel, Scenario, SiteClass } from '#sim/scenario/scenario.ts'
import { drawn } from '#sim/scenario/spread.ts'
import { versionsOf } from '#sim/scenario/versions-of.ts'
import { outagesOf } from './befall.ts'
import { RolloutDevice } from './device/device.ts'
import { finishSeconds } from './install-time.ts'
import { RolloutSite } from './site.ts'
import type { Surroundings } from './surroundings.ts'
import type { Zone } from './zone.ts'

/** What is rolled out, to people who read a report of it. */
export const product = 'firmware'

/** A trial that reached nobody is over after so long: the default of `node.toml`. */
const confirmWithinMs = 10 * 60_000

const everyDay: MaintenanceWindow['days'] = [0, 1, 2, 3, 4, 5, 6]

/** What sites and devices are built from. */
export interface BuildInit {
  readonly scenario: Scenario
  readonly model: RolloutModel
  readonly seed: number
  readonly clock: Clock
  readonly faults: readonly Fault[]
  readonly zones: ReadonlyMap<string, Zone>
  /** Bytes came over the WAN of a site. */
  readonly carried: (site: number, bytes: number) => void
}

/** A site, and what its devices are built from. */
export interface BuiltSite {
  readonly site: RolloutSite
  readonly plan: SitePlan
  /** 10^6 bits a second. */
  readonly wanDownMbit: number
}

/** Builds every site of a scenario with a rollout. */
export function buildSites({ scenario, seed, clock, faults, carried }: BuildInit): readonly BuiltSite[] {
  const random = new Random(seed)
  return planSites(scenario, seed).map((plan) => {
    const { index } = plan
    const wanDownMbit = drawn(plan.class.wanDownMbit, random.stream(`site ${index}`))
    const outages = outagesOf(index, faults)
    const init = {
      index,
      class: plan.class,
      clock,
      wanDownMbit,
      outages,
      carried: (bytes: number) => carried(index, bytes),
    }
    return { site: new RolloutSite(init), plan, wanDownMbit }
  })
}

/** Builds the devices of all sites, in their order. */
export function buildDevices(
  { scenario, model, seed, zones }: BuildInit,
  sites: readonly BuiltSite[],
  around: Surroundings,
): readonly RolloutDevice[] {
  const random = new Random(seed)
  const { release } = scenario
  return sites.flatMap(({ site, plan: { index, class: kind, first, count } }) => {
    const own = random.stream(`devices ${index}`)
    const zone = zones.get(zoneOf(kind))
    if (zone === undefined) return []
    return versionsOf(kind, count, release.version).map((from, place) => {
      const payloadBytes = payloadBytesOf(release, from)
      const rates = {
        lanMbit: drawn(kind.lanMbit, own),
        decodeMiBps: drawn(kind.decodeMiBps, own),
        flashMiBps: drawn(kind.flashMiBps, own),
      }
      return new RolloutDevice({
        index: first + place,
        site,
        zone,
        policy: policyOf(first + place, kind, model),
        from,
        wanBytes: wanBytesOf(release, from),
        finishSeconds: finishSeconds(rates, { payloadBytes, imageBytes: release.imageBytes }),
        random: random.stream(`device ${first + place}`),
        around,
      })
    })
  })
}

/** What comes over the WAN for devices of one version: documents and payloads, with what carries them. */
export function wanBytesOf(release: ReleaseModel, from: string): number {
  return Math.round((release.documentBytes + payloadBytesOf(release, from)) * calibration.wanOverhead)
}

/** The time zone of the sites of a class. */
export function zoneOf(kind: SiteClass | undefined): string {
  return kind?.upkeep?.zone ?? 'UTC'
}

/** What plans look at in the devices of a class. */
export function tagsOf({ upkeep }: SiteClass): Readonly<Record<string, string>> {
  return upkeep?.tags ?? {}
}

function payloadBytesOf({ payloadBytes }: ReleaseModel, from: string): number {
  return payloadBytes.from[from] ?? payloadBytes.full
}

function policyOf(index: number, kind: SiteClass, model: RolloutModel): DevicePolicy {
  const { upkeep } = kind
  return {
    device: { peer: peerNameOf(`device ${index}`), product, hardware: undefined, tags: tagsOf(kind) },
    updates: { windows: windowsOf(upkeep?.window), beginsInWindow: false, consent: 'given' },
    restartingMax: upkeep?.restartingMax,
    pollIntervalMs: model.checkInSeconds * 1000,
    reboot: 'immediate',
    confirmWithinMs,
    trialFails: false,
  }
}

function windowsOf(window: string | undefined): readonly MaintenanceWindow[] {
  const [from, to] = window?.split('-') ?? []
  if (from === undefined || to === undefined) return []
  return [{ days: everyDay, from: parseMinuteOfDay(from), to: parseMinuteOfDay(to) }]
}
