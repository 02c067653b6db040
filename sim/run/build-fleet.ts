import { parseMinuteOfDay } from '#core/link/hours.ts'
import type { LinkConfig } from '#core/link/rules.ts'
import type { Clock } from '#sim/clock.ts'
import { Machine } from '#sim/device/machine.ts'
import type { ModelledRelease } from '#sim/device/modelled-release.ts'
import { Fluid } from '#sim/network/fluid.ts'
import { findsNeighbours } from '#sim/policy/finds-neighbours.ts'
import { Random } from '#sim/random.ts'
import type { Policy, Scenario, SiteClass } from '#sim/scenario/scenario.ts'
import { drawn } from '#sim/scenario/spread.ts'
import { versionsOf } from '#sim/scenario/versions-of.ts'
import { peerNameOf } from './peers/peer-names.ts'
import { ModelledSite } from './site.ts'

/** One site before it is built: its class, and the devices that are its own, counted over the whole fleet. */
export interface SitePlan {
  readonly index: number
  readonly class: SiteClass
  readonly first: number
  readonly count: number
}

/** What sites and devices are built from. */
export interface BuildInit {
  readonly plans: readonly SitePlan[]
  readonly clock: Clock
  readonly seed: number
  readonly random: Random
}

/** Every site of a scenario, class by class. */
export function planSites(scenario: Scenario, seed: number): readonly SitePlan[] {
  const random = new Random(seed)
  const classes = scenario.sites.flatMap((kind) => Array.from({ length: kind.sites }, () => kind))
  let first = 0
  return classes.map((kind, index) => {
    const count = Math.round(drawn(kind.devices, random.stream(`size ${index}`)))
    const plan = { index, class: kind, first, count }
    first += count
    return plan
  })
}

/** What sites are built from besides. */
export interface SitesInit extends BuildInit {
  readonly policy: Policy
  readonly isOriginLimited: boolean
  readonly hasTracker: () => boolean
}

/** Builds the sites. With `random-peers` their links share one model, for transfers from site to site. */
export function buildSites(init: SitesInit): readonly ModelledSite[] {
  const { plans, clock, seed, random, policy, isOriginLimited, hasTracker } = init
  const fluid = policy === 'random-peers' ? new Fluid(clock) : undefined
  const shared = { clock, seed, fluid, isOriginLimited, hasTracker, findsNeighbours: findsNeighbours(policy) }
  return plans.map(
    ({ index, class: kind }) =>
      new ModelledSite({ ...shared, index, class: kind, random: random.stream(`site ${index}`) }),
  )
}

/** Builds every device of the sites, in their order. */
export function buildMachines(init: BuildInit & { readonly release: ModelledRelease }): readonly Machine[] {
  const { plans, random, release } = init
  return plans.flatMap(({ index: site, class: kind, first, count }) => {
    const own = random.stream(`devices ${site}`)
    return versionsOf(kind, count, release.version).map((from, place) => {
      const index = first + place
      const machine = new Machine({
        index,
        site,
        name: peerNameOf(`device ${index}`),
        release,
        from,
        decodeBytesPerSecond: drawn(kind.decodeMiBps, own) * mebibyte,
        flashBytesPerSecond: drawn(kind.flashMiBps, own) * mebibyte,
        link: linkOf(kind),
        random: random.stream(`device ${index}`),
      })
      if (from === release.version) machine.hasUpdated(kind.versions.map(({ version }) => version))
      return machine
    })
  })
}

const mebibyte = 1024 * 1024

function linkOf({ wanHours, wanBudgetMiB }: SiteClass): LinkConfig {
  const [from, to] = wanHours?.split('-') ?? []
  const isAllowed = from === undefined || to === undefined
  return {
    wanDownloadKbit: undefined,
    wanUploadKbit: undefined,
    lanUploadKbit: undefined,
    // What is allowed in some hours is forbidden in the others.
    hours: isAllowed ? [] : [{ from: parseMinuteOfDay(to), to: parseMinuteOfDay(from), wanDownloadKbit: 0 }],
    metered: false,
    batteryMinPercent: 0,
    wanBudgetBytes: wanBudgetMiB === undefined ? undefined : Math.floor(wanBudgetMiB * mebibyte),
    whenExceeded: 'wait-for-neighbours',
  }
}
