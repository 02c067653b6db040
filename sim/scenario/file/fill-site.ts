import type { Upkeep } from '#sim/scenario/rollout-model.ts'
import type { SiteClass, Spread } from '#sim/scenario/scenario.ts'
import { rolloutDefaults, scenarioDefaults, siteDefaults } from './defaults.ts'
import { quantityOf } from './quantity.ts'
import type { WrittenScenario, WrittenShare, WrittenSite, WrittenSpread } from './written-scenario.ts'

const bitsOfMbit = 1e6
const bytesOfMiB = 2 ** 20
const msOfSecond = 1000

/**
 * The classes of sites, with what `fleet.defaults` and the defaults say. `version` is what devices run without more, and
 * only with a rollout anybody looks at their upkeep.
 */
export function siteClassesOf(
  { defaults, sites }: WrittenScenario['fleet'],
  { version, hasRollout }: { readonly version: string; readonly hasRollout: boolean },
): readonly SiteClass[] {
  return sites.map((written, index) => {
    const site = { ...siteDefaults, ...defaults, ...written }
    return {
      name: written.name ?? `site-${index + 1}`,
      sites: written.sites ?? scenarioDefaults.sites,
      ...classOf(site, version),
      ...(hasRollout ? { upkeep: upkeepOf(site) } : {}),
    }
  })
}

function upkeepOf({ tags = {}, zone = rolloutDefaults.zone, window, restartingMax }: WrittenSite): Upkeep {
  return { tags, zone, window, restartingMax }
}

function classOf(site: WrittenSite, version: string): Omit<SiteClass, 'name' | 'sites'> {
  return {
    devices: site.devices,
    wanDownMbit: spreadOf(site.wanDown, mbitOf),
    wanUpMbit: spreadOf(site.wanUp, mbitOf),
    wanLatencyMs: spreadOf(site.wanLatency, msOf),
    wanLoss: shareOf(site.wanLoss),
    lanMbit: spreadOf(site.lan, mbitOf),
    lanLatencyMs: msOf(site.lanLatency),
    radioMbit: site.radio === undefined ? undefined : mbitOf(site.radio),
    reach: site.reach,
    hasWan: site.hasWan,
    arriveWithinSeconds: secondsOf(site.arriveWithin),
    updatedShare: shareOf(site.updated),
    versions: Object.entries(site.versions ?? { [version]: 1 }).map(([of, share]) => ({
      version: of,
      share: shareOf(share),
    })),
    wanHours: site.wanHours,
    wanBudgetMiB: site.wanBudget === undefined ? undefined : quantityOf('size', site.wanBudget) / bytesOfMiB,
    decodeMiBps: spreadOf(site.decode, mibpsOf),
    flashMiBps: spreadOf(site.flash, mibpsOf),
  }
}

/** A spread in the unit that `read` gives. */
export function spreadOf(written: WrittenSpread<string>, read: (text: string) => number): Spread {
  return typeof written === 'string' ? read(written) : { from: read(written.from), to: read(written.to) }
}

/** A share from 0 on. */
export function shareOf(written: WrittenShare): number {
  return typeof written === 'number' ? written : quantityOf('percentage', written) / 100
}

/** A rate in 10^6 bits a second. */
export function mbitOf(text: string): number {
  return quantityOf('rate', text) / bitsOfMbit
}

/** A time in seconds. */
export function secondsOf(text: string): number {
  return msOf(text) / msOfSecond
}

function msOf(text: string): number {
  return quantityOf('duration', text)
}

function mibpsOf(text: string): number {
  return quantityOf('speed', text) / bytesOfMiB
}
