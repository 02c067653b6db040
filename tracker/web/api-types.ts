import type { Static } from 'typebox'
import type { deviceDetail, deviceSummary, fleetCounts, site } from '#tracker/api/schema/fleet.ts'
import type { apiStatus, release } from '#tracker/api/schema/tracker.ts'

/** A device as lists of the API show it. */
export type DeviceSummary = Static<typeof deviceSummary>

/** A device with what happened to it. */
export type DeviceDetail = Static<typeof deviceDetail>

/** The fleet in numbers. */
export type FleetCounts = Static<typeof fleetCounts>

/** A site of the API. */
export type Site = Static<typeof site>

/** What a tracker says of itself. */
export type ApiStatus = Static<typeof apiStatus>

/** A release of the API. */
export type Release = Static<typeof release>

/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** The cursor of the next page; null on the last one. */
  readonly next: string | null
}
