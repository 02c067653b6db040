import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { ApiSources } from '#tracker/api/api-sources.ts'
import { firstPage, limitOf, type Page, pageOf, pageQuery, placeOf } from '#tracker/api/frame/page.ts'
import { Problem } from '#tracker/api/frame/problem.ts'
import { addRoute } from '#tracker/api/frame/route.ts'
import { instantOf } from '#tracker/api/schema/common.ts'
import { annotation, annotationWish, auditEntry, tokenFacts, tokenWish } from '#tracker/api/schema/tracker.ts'
import type { Token } from '#tracker/api/tokens/token.ts'
import { auditEntries } from '#tracker/audit/verify-audit.ts'
import type { AuditEntry } from '#tracker/engine/audit/chain.ts'

const listQuery = Type.Object(pageQuery, { additionalProperties: false })

/** Adds the audit log, annotations and tokens. */
export function addAdministrationRoutes(app: FastifyInstance, sources: ApiSources): void {
  addRoute(
    app,
    'GET',
    '/v1/audit',
    {
      operation: 'listAudit',
      summary: 'What administrators did and the rules of rollouts decided, newest first.',
      tag: 'administration',
      scopes: ['read', 'rollout'],
      query: listQuery,
      answer: { status: 200, about: 'A page of entries', schema: pageOf(auditEntry) },
    },
    ({ query }) => auditOf(sources, query),
  )
  addAnnotationRoutes(app, sources)
  addTokenRoutes(app, sources)
}

function addAnnotationRoutes(app: FastifyInstance, { annotations, audit, clock }: ApiSources): void {
  addRoute(
    app,
    'GET',
    '/v1/annotations',
    {
      operation: 'listAnnotations',
      summary: 'What people noted, newest first.',
      tag: 'administration',
      scopes: ['read', 'rollout', 'device'],
      query: listQuery,
      answer: { status: 200, about: 'A page of notes', schema: pageOf(annotation) },
    },
    async ({ query }) => {
      const limit = limitOf(query.limit)
      const found = await annotations.list({ before: numberOf(query.cursor), limit: limit + 1 })
      return firstPage(found, limit, ({ number }) => String(number))
    },
  )
  addRoute(
    app,
    'POST',
    '/v1/annotations',
    {
      operation: 'annotate',
      summary: 'Notes something about a device or a rollout, such as a support ticket.',
      tag: 'administration',
      scopes: ['rollout', 'device'],
      body: annotationWish,
      isRepeatable: true,
      answer: { status: 201, about: 'The note', schema: annotation },
    },
    async ({ body, actor }) => {
      const target = body.rollout ?? body.device ?? ''
      await audit.append({ actor, action: 'annotation.create', target, details: { reference: body.reference ?? '' } })
      return annotations.add({ ...body, at: instantOf(clock.now()), by: actor })
    },
  )
}

function addTokenRoutes(app: FastifyInstance, { tokens, audit }: ApiSources): void {
  addRoute(
    app,
    'GET',
    '/v1/tokens',
    {
      operation: 'listTokens',
      summary: 'The tokens that were created, without their secrets.',
      tag: 'administration',
      scopes: ['owner'],
      answer: { status: 200, about: 'The tokens', schema: Type.Object({ items: Type.Array(tokenFacts) }) },
    },
    async () => ({ items: tokens.list().map(tokenFactsOf) }),
  )
  addRoute(
    app,
    'POST',
    '/v1/tokens',
    {
      operation: 'createToken',
      summary: 'Makes a token. Its text is shown this once.',
      tag: 'administration',
      scopes: ['owner'],
      body: tokenWish,
      answer: {
        status: 201,
        about: 'The token',
        schema: Type.Object({ ...tokenFacts.properties, token: Type.String() }),
      },
    },
    async ({ body: { name, scopes, days }, actor }) => {
      await audit.append({ actor, action: 'token.create', target: name, details: { scopes, days: days ?? null } })
      const { token, text } = await tokens.create({ name, scopes, days }, new Date())
      return { ...tokenFactsOf(token), token: text }
    },
  )
  addRoute(
    app,
    'DELETE',
    '/v1/tokens/:id',
    {
      operation: 'revokeToken',
      summary: 'Ends a token at once.',
      tag: 'administration',
      scopes: ['owner'],
      params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) }),
      answer: { status: 200, about: 'What it was', schema: tokenFacts },
    },
    async ({ params: { id }, actor }) => {
      await audit.append({ actor, action: 'token.revoke', target: id, details: {} })
      const token = await tokens.revoke(id)
      if (token === undefined)
        throw new Problem('not-found', `there is no token ${id}: GET /v1/tokens lists those that are there`)
      return tokenFactsOf(token)
    },
  )
}

function tokenFactsOf({ id, name, scopes, createdAt, expiresAt }: Token): Static<typeof tokenFacts> {
  return { id, name, scopes: [...scopes], createdAt, expiresAt }
}

/** Reads the whole log, and holds one page of it. */
async function auditOf(
  { audit, auditDirectory }: ApiSources,
  query: Static<typeof listQuery>,
): Promise<Page<AuditEntry>> {
  const limit = limitOf(query.limit)
  const before = numberOf(query.cursor) ?? (audit.last?.sequence ?? 0) + 1
  const found: AuditEntry[] = []
  for await (const entry of auditEntries(auditDirectory)) {
    if (entry.sequence >= before) break
    found.push(entry)
    if (found.length > limit + 1) found.shift()
  }
  return firstPage(found.reverse(), limit, ({ sequence }) => String(sequence))
}

function numberOf(cursor: string | undefined): number | undefined {
  const place = placeOf(cursor)
  if (place === undefined) return undefined
  if (/^\d{1,15}$/.test(place)) return Number(place)
  throw new Problem('malformed-request', 'the cursor is of another list: take the `next` of the page before')
}
