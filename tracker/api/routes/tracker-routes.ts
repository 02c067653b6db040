import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { versionText } from '#adapters/version/version.ts'
import { compareVersions } from '#core/format/name.ts'
import { targetsOf } from '#core/metadata/target.ts'
import type { ApiSources } from '#tracker/api/api-sources.ts'
import { type Page, pageIn, pageOf, pageQuery } from '#tracker/api/frame/page.ts'
import { addRoute } from '#tracker/api/frame/route.ts'
import { instantOf } from '#tracker/api/schema/common.ts'
import { apiStatus, release } from '#tracker/api/schema/tracker.ts'
import { readers } from '#tracker/api/tokens/token.ts'

/** Adds what tells of the tracker and of what it publishes. */
export function addTrackerRoutes(app: FastifyInstance, sources: ApiSources): void {
  addRoute(
    app,
    'GET',
    '/v1/status',
    {
      operation: 'getStatus',
      summary: 'What the tracker does, and until when its metadata is good.',
      tag: 'tracker',
      scopes: readers,
      answer: { status: 200, about: 'The status', schema: apiStatus },
    },
    () => statusOf(sources),
  )
  addRoute(
    app,
    'GET',
    '/v1/releases',
    {
      operation: 'listReleases',
      summary: 'The published releases with their deltas, by product and version.',
      tag: 'tracker',
      scopes: readers,
      query: Type.Object({ ...pageQuery, product: Type.Optional(Type.String()) }, { additionalProperties: false }),
      answer: { status: 200, about: 'A page of releases', schema: pageOf(release) },
    },
    ({ query }) => releasesOf(sources, query),
  )
}

async function statusOf({ status, fleet, rollouts, clock }: ApiSources): Promise<object> {
  const { peer, addresses, devices, served, repository, memoryBytes, uptimeSec } = await status()
  const states = rollouts.list().map(({ record }) => record.state)
  return {
    peer,
    addresses,
    version: versionText(),
    now: instantOf(clock.now()),
    joined: devices,
    devices: fleet.counts().devices,
    rollouts: {
      running: states.filter((state) => state === 'running').length,
      paused: states.filter((state) => state === 'paused').length,
      all: states.length,
    },
    repository: { releases: repository.releases, metadata: repository.metadata },
    served: { payloadBytes: served.payloadBytes, metadataBytes: served.metadataBytes },
    memoryBytes,
    uptimeSec,
  }
}

/** Newest first within a product; the place of a release in the list is its number there. */
async function releasesOf(
  { repository, fleet }: ApiSources,
  { product, ...page }: { readonly product?: string; readonly limit?: number; readonly cursor?: string },
): Promise<Page<object>> {
  const targets = targetsOf(await repository.published())
  const deltas = targets.filter((target) => target.type === 'delta')
  const releases = targets
    .filter((target) => target.type === 'release')
    .filter((target) => product === undefined || target.product === product)
    .sort((a, b) => (a.product === b.product ? compareVersions(b.version, a.version) : a.product < b.product ? -1 : 1))
  const placed = releases.map((target, index) => ({ target, place: String(index).padStart(9, '0') }))
  const { items, next } = pageIn(placed, page, ({ place }) => place)
  return {
    next,
    items: items.map(({ target: { product, version, gated = false } }) => ({
      product,
      version,
      gated,
      devices: fleet.counts(product).byVersion[version] ?? 0,
      deltas: deltas
        .filter((delta) => delta.product === product && delta.version === version)
        .map(({ component, baseVersion, payloadBytes }) => ({ component, from: baseVersion, payloadBytes })),
    })),
  }
}
