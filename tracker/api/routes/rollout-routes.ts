import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { ApiSources } from '#tracker/api/api-sources.ts'
import { type Page, pageIn, pageOf, pageQuery } from '#tracker/api/frame/page.ts'
import { Problem } from '#tracker/api/frame/problem.ts'
import { addRoute } from '#tracker/api/frame/route.ts'
import { rolloutParams } from '#tracker/api/schema/common.ts'
import {
  createdRollout,
  plannedRollout,
  type RolloutDetail,
  type RolloutSummary,
  rolloutAction,
  rolloutDetail,
  rolloutSummary,
} from '#tracker/api/schema/rollout.ts'
import { rolloutDetailOf, rolloutSummaryOf } from '#tracker/api/schema/rollout-view.ts'
import { readers } from '#tracker/api/tokens/token.ts'
import { freeId } from '#tracker/rollouts/free-id.ts'
import { idleSelectors } from '#tracker/rollouts/idle-selectors.ts'
import { orderOf, readOrder } from '#tracker/rollouts/read-order.ts'
import { type RolloutOrder, rolloutOrder } from '#tracker/rollouts/rollout-order.ts'
import type { RolloutState } from '#tracker/rollouts/rollout-state.ts'

const rolloutQuery = Type.Object(
  { ...pageQuery, product: Type.Optional(Type.String()) },
  { additionalProperties: false },
)

/** Adds what shows rollouts, begins and steers them. */
export function addRolloutRoutes(app: FastifyInstance, sources: ApiSources): void {
  const { rollouts } = sources
  addRoute(
    app,
    'GET',
    '/v1/rollouts',
    {
      operation: 'listRollouts',
      summary: 'Rollouts, newest first.',
      tag: 'rollouts',
      scopes: readers,
      query: rolloutQuery,
      answer: { status: 200, about: 'A page of rollouts', schema: pageOf(rolloutSummary) },
    },
    async ({ query }) => listOf(sources, query),
  )
  addRoute(
    app,
    'GET',
    '/v1/rollouts/:id',
    {
      operation: 'getRollout',
      summary: 'A rollout with its plan, timeline and KPIs.',
      tag: 'rollouts',
      scopes: readers,
      params: rolloutParams,
      answer: { status: 200, about: 'The rollout', schema: rolloutDetail },
    },
    ({ params }) => detailOf(sources, params.id),
  )
  addRoute(
    app,
    'POST',
    '/v1/rollout-plans',
    {
      operation: 'planRollout',
      summary: 'What a rollout would do, written out; begins nothing.',
      tag: 'rollouts',
      scopes: readers,
      body: rolloutOrder,
      answer: { status: 200, about: 'The plan', schema: plannedRollout },
    },
    async ({ body }) => {
      const { plan, warnings } = await planFor(sources, body)
      return { plan: orderOf(plan), warnings }
    },
  )
  addRoute(
    app,
    'POST',
    '/v1/rollouts',
    {
      operation: 'createRollout',
      summary: 'Begins a rollout: its first phase opens at once.',
      tag: 'rollouts',
      scopes: ['rollout', 'publish'],
      body: rolloutOrder,
      isRepeatable: true,
      answer: { status: 201, about: 'The rollout', schema: createdRollout },
    },
    async ({ body, actor }) => {
      const { plan, warnings, since } = await planFor(sources, body)
      const state = await rollouts.create(plan, { by: actor, since })
      return { rollout: summaryOf(sources, state), plan: orderOf(plan), warnings }
    },
  )
  addRoute(
    app,
    'POST',
    '/v1/rollouts/:id/actions',
    {
      operation: 'steerRollout',
      summary: 'Pauses, resumes, approves, cancels or aborts a rollout, or has its devices go back.',
      tag: 'rollouts',
      scopes: ['rollout'],
      params: rolloutParams,
      body: Type.Object({ action: rolloutAction }, { additionalProperties: false }),
      isRepeatable: true,
      answer: { status: 200, about: 'The rollout after it', schema: rolloutSummary },
    },
    async ({ params: { id }, body, actor }) => {
      requireRollout(sources, id)
      return summaryOf(sources, await rollouts.ask(id, body.action, actor))
    },
  )
}

/** The rollout with this id. Throws {@link Problem} where there is none. */
export function requireRollout({ rollouts }: ApiSources, id: string): RolloutState {
  const state = rollouts.find(id)
  if (state === undefined)
    throw new Problem('not-found', `there is no rollout ${id}: GET /v1/rollouts lists those that are there`)
  return state
}

/** A rollout as lists show it. */
export function summaryOf({ rollouts }: ApiSources, state: RolloutState): RolloutSummary {
  return rolloutSummaryOf(state, rollouts.problemOf(state.record.plan.rollout.id))
}

function listOf(
  sources: ApiSources,
  { product, ...page }: { readonly product?: string; readonly limit?: number; readonly cursor?: string },
): Page<RolloutSummary> {
  const states = sources.rollouts
    .list()
    .filter(({ record }) => product === undefined || record.plan.rollout.product === product)
  const placed = states.map((state) => ({ state, place: placeIn(state) })).sort((a, b) => (a.place < b.place ? -1 : 1))
  const { items, next } = pageIn(placed, page, ({ place }) => place)
  return { items: items.map(({ state }) => summaryOf(sources, state)), next }
}

/** Newest first, and it stays there when others begin. */
function placeIn({ createdAt, record }: RolloutState): string {
  return `${String(Number.MAX_SAFE_INTEGER - createdAt).padStart(16, '0')}/${record.plan.rollout.id}`
}

async function detailOf(sources: ApiSources, id: string): Promise<RolloutDetail> {
  const { rollouts, fleet } = sources
  const story = await rollouts.story(id)
  const state = requireRollout(sources, id)
  const counts = fleet.counts(state.record.plan.rollout.product)
  return rolloutDetailOf(state, { story, fleet: counts, problem: rollouts.problemOf(id) })
}

async function planFor({ rollouts, fleet }: ApiSources, order: RolloutOrder) {
  const { devices, byGroup } = fleet.counts(order.product)
  const rings = Object.entries(byGroup).flatMap(([group, count]) =>
    group.startsWith('ring=') ? [[group.slice('ring='.length), count] as const] : [],
  )
  const id = order.id ?? (await freeId(order, (name) => rollouts.isFree(name)))
  const plan = readOrder(order, { id, fleet: { devices, rings: Object.fromEntries(rings) } })
  const since = order.advisoryDate === undefined ? undefined : instantOfDay(order.advisoryDate)
  return { plan, warnings: idleSelectors(plan, byGroup), since }
}

function instantOfDay(day: string): number {
  const at = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(at)) throw new Problem('malformed-request', `the advisory date ${day} is no day of the calendar`)
  return at
}
