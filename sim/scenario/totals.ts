import { pagesMax } from '#core/format/manifest.ts'
import { entriesPerPage } from '#core/format/page.ts'
import type { ReleaseModel, SiteClass } from './scenario.ts'

/** The most devices of a scenario, at all sites together. */
export const devicesMax = 100_000

/** The most sites of a scenario. */
export const sitesMax = 20_000

/** The most payloads of a release, over all of its deltas. */
export const payloadsMax = 1_000_000

/** The most chunks of one image: those that a manifest lists. */
export const chunksMax = pagesMax * entriesPerPage

/** How many sites and devices there are; of a spread, as many as on average. */
export function totalsOf(classes: readonly SiteClass[]): { readonly sites: number; readonly devices: number } {
  const devices = classes.map(({ sites, devices: each }) => sites * meanOf(each))
  return { sites: sum(classes.map(({ sites }) => sites)), devices: sum(devices) }
}

/** How many devices there can be at the most, of every spread its upper end. */
export function devicesAtMost(classes: readonly SiteClass[]): number {
  return sum(classes.map(({ sites, devices }) => sites * (typeof devices === 'number' ? devices : devices.to)))
}

/** How many payloads a release has: a full one for each chunk, and the packs of each delta. */
export function payloadCountOf(release: ReleaseModel): number {
  if (release.exact !== undefined) return sum(release.exact.map(({ payloads }) => payloads.length))
  const chunks = Math.ceil(release.imageBytes / release.chunkBytes)
  const packs = Math.ceil(chunks / release.chunksPerPack)
  return chunks + packs * Object.keys(release.payloadBytes.from).length
}

function meanOf(each: SiteClass['devices']): number {
  return typeof each === 'number' ? each : (each.from + each.to) / 2
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
