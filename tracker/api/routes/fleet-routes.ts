import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { ApiSources } from '#tracker/api/api-sources.ts'
import { firstPage, limitOf, pageOf, pageQuery, placeOf } from '#tracker/api/frame/page.ts'
import { Problem } from '#tracker/api/frame/problem.ts'
import { addRoute } from '#tracker/api/frame/route.ts'
import { instantOf } from '#tracker/api/schema/common.ts'
import {
  type DeviceDetail,
  type DeviceSummary,
  deviceDetail,
  deviceSummary,
  fleetCounts,
  fleetVersions,
  site,
} from '#tracker/api/schema/fleet.ts'
import { readers } from '#tracker/api/tokens/token.ts'
import type { DeviceEvent, DeviceRecord } from '#tracker/engine/fleet/device-record.ts'
import type { DeviceStory } from '#tracker/fleet/fleet.ts'
import type { DeviceFilter } from '#tracker/fleet/list-devices.ts'

const hourMs = 3_600_000

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 128, description }))

const deviceQuery = Type.Object(
  {
    ...pageQuery,
    product: text('Devices of this product'),
    version: text('Devices that run this version'),
    site: text('Devices of this site'),
    tag: Type.Optional(
      Type.String({ pattern: '^[^=]{1,63}=.{1,63}$', description: 'Devices with this tag: NAME=VALUE' }),
    ),
    name: text('Devices whose id begins like this'),
  },
  { additionalProperties: false },
)

const productQuery = Type.Object({ product: text('Of this product alone') }, { additionalProperties: false })

/** Adds what tells of the devices. */
export function addFleetRoutes(app: FastifyInstance, { fleet, clock }: ApiSources): void {
  const facts = { tag: 'fleet', scopes: readers } as const
  addRoute(
    app,
    'GET',
    '/v1/fleet/devices',
    {
      ...facts,
      operation: 'listDevices',
      summary:
        'Devices, those that were heard last first; by id where a filter is given. A page may be short and still have a next one.',
      query: deviceQuery,
      answer: { status: 200, about: 'A page of devices', schema: pageOf(deviceSummary) },
    },
    async ({ query }) => {
      const { cursor, limit } = query
      const page = await fleet.list({ filter: filterOf(query), after: cursor, limit: limitOf(limit) })
      return { items: page.devices.map(summaryOf), next: page.next ?? null }
    },
  )
  addRoute(
    app,
    'GET',
    '/v1/fleet/devices/:id',
    {
      ...facts,
      operation: 'getDevice',
      summary: 'A device with what happened to it.',
      params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 128 }) }),
      answer: { status: 200, about: 'The device', schema: deviceDetail },
    },
    async ({ params: { id } }) => {
      const story = await fleet.device(id)
      if (story === undefined) throw new Problem('not-found', `no device ${id} has ever reported`)
      return detailOf(story)
    },
  )
  addRoute(
    app,
    'GET',
    '/v1/fleet/counts',
    {
      ...facts,
      operation: 'countDevices',
      summary: 'The fleet in numbers.',
      query: productQuery,
      answer: { status: 200, about: 'The numbers', schema: fleetCounts },
    },
    async ({ query }) => {
      const now = clock.now()
      const seen = { seenLastHour: fleet.seenSince(now - hourMs), seenLastDay: fleet.seenSince(now - 24 * hourMs) }
      return { ...fleet.counts(query.product), ...seen }
    },
  )
  addRoute(
    app,
    'GET',
    '/v1/fleet/versions',
    {
      ...facts,
      operation: 'countVersions',
      summary: 'How many devices run each version, as mycel release build --fleet reads it.',
      query: productQuery,
      answer: { status: 200, about: 'The counts', schema: fleetVersions },
    },
    async ({ query }) => ({ versions: fleet.counts(query.product).byVersion }),
  )
  addRoute(
    app,
    'GET',
    '/v1/sites',
    {
      ...facts,
      operation: 'listSites',
      summary: 'Sites with what they took over the WAN and from each other.',
      query: Type.Object(pageQuery, { additionalProperties: false }),
      answer: { status: 200, about: 'A page of sites', schema: pageOf(site) },
    },
    async ({ query }) => {
      const limit = limitOf(query.limit)
      // One more than asked for tells whether there is a next page.
      const sites = fleet.sites({ after: placeOf(query.cursor), limit: limit + 1 })
      return firstPage(sites, limit, ({ site }) => site)
    },
  )
}

function filterOf({ product, version, site, tag, name }: Static<typeof deviceQuery>): DeviceFilter {
  const end = tag?.indexOf('=') ?? 0
  return {
    product,
    version,
    site,
    name,
    tag: tag === undefined ? undefined : { name: tag.slice(0, end), value: tag.slice(end + 1) },
  }
}

function summaryOf(record: DeviceRecord): DeviceSummary {
  const { peer, product, running, site, tags, firstSeenAt, lastSeenAt, wanBytes, lanBytes } = record
  return {
    id: peer,
    product,
    version: running,
    site,
    tags: { ...tags },
    firstSeenAt: instantOf(firstSeenAt),
    lastSeenAt: instantOf(lastSeenAt),
    wanBytes,
    lanBytes,
  }
}

function detailOf({ record, events }: DeviceStory): DeviceDetail {
  return { ...summaryOf(record), gauges: { ...record.gauges }, events: events.map(eventOf) }
}

function eventOf({ heardAt, at, sequence, event }: DeviceEvent): DeviceDetail['events'][number] {
  return {
    heardAt: instantOf(heardAt),
    at: deviceInstantOf(at),
    sequence,
    type: event.type,
    version: event.version,
    rollout: event.rollout,
    ...('from' in event && { from: event.from }),
    ...('reason' in event && { reason: event.reason }),
    ...('cause' in event && { cause: event.cause }),
    ...('downtimeMs' in event && { downtimeMs: event.downtimeMs }),
  }
}

/** The last instant that RFC 3339 can write. A device may say any time at all. */
const lastInstantMs = Date.parse('9999-12-31T23:59:59Z')

function deviceInstantOf(ms: number): string {
  return instantOf(Math.min(ms, lastInstantMs))
}
