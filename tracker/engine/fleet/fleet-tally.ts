import { check } from '#core/check.ts'
import type { DeviceRecord } from '#tracker/engine/fleet/device-record.ts'
import type { GaugeReading } from '#tracker/engine/rollout/contract.ts'

/** How many devices there are, of one product or of all. */
export interface FleetCounts {
  readonly devices: number
  readonly byVersion: Readonly<Record<string, number>>
  /** By `name=value` of a tag; at most {@link groupsMax}. */
  readonly byGroup: Readonly<Record<string, number>>
  readonly sites: number
}

/** The devices behind one public address, and what they reported to have moved in all. */
export interface SiteCounts {
  readonly site: string
  readonly devices: number
  readonly wanBytes: number
  readonly lanBytes: number
}

/** The most groups of one product that are counted: tags with a value for each device are of no use here. */
export const groupsMax = 4096

/** The most gauges of one product that are counted. */
const gaugeNamesMax = 64

interface ProductTally {
  devices: number
  readonly versions: Map<string, number>
  readonly groups: Map<string, number>
  /** By name and version. */
  readonly gauges: Map<string, Map<string, { sum: number; devices: number }>>
}

const hourMs = 3_600_000

/** What a fleet is in numbers, kept up to date device by device; its memory grows with versions, sites and groups only. */
export class FleetTally {
  readonly #products = new Map<string, ProductTally>()
  readonly #sites = new Map<string, { devices: number; wanBytes: number; lanBytes: number }>()
  readonly #seenInHour = new Map<number, number>()
  /** The names of the sites in order; undefined where they have changed. */
  #siteNames: readonly string[] | undefined

  /** A device is now as `after` says; `before` is what was counted of it. */
  replace(before: DeviceRecord | undefined, after: DeviceRecord): void {
    if (before !== undefined) this.#count(before, -1)
    this.#count(after, 1)
  }

  /** The numbers of a product, or of all. */
  counts(product: string | undefined): FleetCounts {
    const some = product === undefined ? [...this.#products.values()] : [this.#products.get(product)]
    const tallies = some.filter((tally) => tally !== undefined)
    return {
      devices: tallies.reduce((sum, { devices }) => sum + devices, 0),
      byVersion: merged(tallies.map(({ versions }) => versions)),
      byGroup: merged(tallies.map(({ groups }) => groups)),
      sites: this.#sites.size,
    }
  }

  /** Devices that were heard since `at`, to the hour. */
  seenSince(at: number): number {
    const first = Math.floor(at / hourMs)
    return [...this.#seenInHour].reduce((sum, [hour, devices]) => (hour >= first ? sum + devices : sum), 0)
  }

  /** Sites by name, from behind `after` on. */
  sites(after: string | undefined, limit: number): readonly SiteCounts[] {
    this.#siteNames ??= [...this.#sites.keys()].sort()
    const from = after === undefined ? 0 : this.#siteNames.findIndex((site) => site > after)
    if (from < 0) return []
    return this.#siteNames.slice(from, from + limit).map((site) => ({ site, ...requireSite(this.#sites.get(site)) }))
  }

  /** The means of every gauge on the devices of a product that run a version, and on the others. */
  gauges(product: string, version: string): readonly GaugeReading[] {
    return [...(this.#products.get(product)?.gauges ?? [])].map(([name, byVersion]) => ({
      name,
      updated: meanOf([...byVersion].filter(([running]) => running === version)),
      others: meanOf([...byVersion].filter(([running]) => running !== version)),
    }))
  }

  #count({ product, running, tags, site, gauges, lastSeenAt, wanBytes, lanBytes }: DeviceRecord, by: 1 | -1): void {
    const tally = this.#tallyOf(product)
    tally.devices += by
    add(tally.versions, running, by)
    for (const [name, value] of Object.entries(tags)) add(tally.groups, `${name}=${value}`, by, groupsMax)
    for (const [name, number] of Object.entries(gauges)) addGauge(tally, { name, running, number }, by)
    add(this.#seenInHour, Math.floor(lastSeenAt / hourMs), by)
    this.#countSite(site, { wanBytes, lanBytes }, by)
  }

  #countSite(
    site: string,
    { wanBytes, lanBytes }: { readonly wanBytes: number; readonly lanBytes: number },
    by: 1 | -1,
  ): void {
    const counts = this.#sites.get(site) ?? { devices: 0, wanBytes: 0, lanBytes: 0 }
    if (counts.devices === 0) {
      this.#sites.set(site, counts)
      this.#siteNames = undefined
    }
    counts.devices += by
    counts.wanBytes += by * wanBytes
    counts.lanBytes += by * lanBytes
    if (counts.devices > 0) return
    this.#sites.delete(site)
    this.#siteNames = undefined
  }

  #tallyOf(product: string): ProductTally {
    const tally = this.#products.get(product) ?? newTally()
    this.#products.set(product, tally)
    return tally
  }
}

function newTally(): ProductTally {
  return { devices: 0, versions: new Map(), groups: new Map(), gauges: new Map() }
}

/** What is not counted because there is too much of it is not taken away either. */
function add<Key>(counts: Map<Key, number>, key: Key, by: number, keysMax = Number.POSITIVE_INFINITY): void {
  const before = counts.get(key)
  if (before === undefined && (by < 0 || counts.size >= keysMax)) return
  const after = (before ?? 0) + by
  if (after > 0) counts.set(key, after)
  else counts.delete(key)
}

function addGauge(
  { gauges }: ProductTally,
  { name, running, number }: { readonly name: string; readonly running: string; readonly number: number },
  by: 1 | -1,
): void {
  const known = gauges.get(name)
  if (known === undefined && (by < 0 || gauges.size >= gaugeNamesMax)) return
  const byVersion = known ?? new Map<string, { sum: number; devices: number }>()
  gauges.set(name, byVersion)
  const { sum, devices } = byVersion.get(running) ?? { sum: 0, devices: 0 }
  if (devices + by > 0) byVersion.set(running, { sum: sum + by * number, devices: devices + by })
  else byVersion.delete(running)
  if (byVersion.size === 0) gauges.delete(name)
}

function meanOf(
  entries: readonly (readonly [string, { readonly sum: number; readonly devices: number }])[],
): GaugeReading['updated'] {
  const devices = entries.reduce((sum, [, some]) => sum + some.devices, 0)
  const total = entries.reduce((sum, [, some]) => sum + some.sum, 0)
  return { mean: devices === 0 ? 0 : total / devices, devices }
}

function merged(counts: readonly ReadonlyMap<string, number>[]): Readonly<Record<string, number>> {
  const all = new Map<string, number>()
  for (const [key, count] of counts.flatMap((some) => [...some])) all.set(key, (all.get(key) ?? 0) + count)
  return Object.fromEntries(all)
}

function requireSite<Counts>(counts: Counts | undefined): Counts {
  check(counts !== undefined, 'a site that is named is counted')
  return counts
}
