import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import type { Scope, Token } from '#tracker/api/tokens/token.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may ask: tokens with one of these scopes, or `anyone`. Without it a route is for nobody. */
    readonly scopes?: readonly Scope[] | 'anyone'
    /** Whether the answer is kept for a request that comes again with the same `Idempotency-Key`. */
    readonly isRepeatable?: boolean
  }
  interface FastifyRequest {
    /** The token that the request came with, where it is a good one. */
    token: Token | undefined
  }
}

/** What a route is, for those who ask and for the OpenAPI document. */
export interface RouteFacts<Params extends TSchema, Query extends TSchema, Body extends TSchema> {
  /** The name of the operation, a verb: `listRollouts`. */
  readonly operation: string
  readonly summary: string
  readonly tag: 'tracker' | 'fleet' | 'rollouts' | 'administration'
  readonly scopes: readonly Scope[] | 'anyone'
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** The largest body, in bytes; {@link bodyBytesMax} without it. */
  readonly bodyBytesMax?: number
  /** Requests per minute, where they are not those of all routes. */
  readonly perMinuteMax?: number
  /** Whether `Idempotency-Key` is understood. */
  readonly isRepeatable?: boolean
  readonly answer: Answer
}

/** How a route answers when all is well. */
export interface Answer {
  readonly status: 200 | 201
  readonly about: string
  readonly schema: TSchema
  /** What it is written as, where that is not JSON. */
  readonly mediaType?: 'text/event-stream'
}

/** What a handler works with. */
export interface Asked<Params extends TSchema, Query extends TSchema, Body extends TSchema> {
  readonly params: Static<Params>
  readonly query: Static<Query>
  readonly body: Static<Body>
  /** Who asks, for the audit log: the name of the token. */
  readonly actor: string
  readonly request: FastifyRequest
}

/** The largest body unless a route says otherwise, in bytes. */
export const bodyBytesMax = 64 * 1024

/** Adds a route to the API. What its handler resolves with is the body of the answer. */
export function addRoute<Params extends TSchema, Query extends TSchema, Body extends TSchema>(
  app: FastifyInstance,
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  facts: RouteFacts<Params, Query, Body>,
  handle: (asked: Asked<Params, Query, Body>) => Promise<unknown>,
): void {
  const { scopes, isRepeatable = false, perMinuteMax, answer } = facts
  app.route({
    method,
    url,
    bodyLimit: facts.bodyBytesMax ?? bodyBytesMax,
    config: {
      scopes,
      isRepeatable,
      ...(perMinuteMax !== undefined && { rateLimit: { max: perMinuteMax, timeWindow: 60_000 } }),
    },
    schema: schemaOf(facts),
    handler: async (request, reply) => {
      const body = await handle({
        params: request.params as Static<Params>,
        query: request.query as Static<Query>,
        body: request.body as Static<Body>,
        actor: request.token?.name ?? 'anyone',
        request,
      })
      if (answer.mediaType !== undefined) reply.type(answer.mediaType)
      return reply.code(answer.status).send(body)
    },
  })
}

const problemSchema = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  problems: Type.Optional(Type.Array(Type.String())),
})

const problemAnswer = {
  description: 'Why it is not answered as asked (RFC 9457)',
  content: { 'application/problem+json': { schema: problemSchema } },
}

function schemaOf<Params extends TSchema, Query extends TSchema, Body extends TSchema>(
  facts: RouteFacts<Params, Query, Body>,
): object {
  const { operation, summary, tag, scopes, params, query, body, isRepeatable = false, answer } = facts
  const { status, about, schema, mediaType = 'application/json' } = answer
  return {
    operationId: operation,
    summary,
    description: scopes === 'anyone' ? summary : `${summary} Scopes: ${scopes.join(' or ')}.`,
    tags: [tag],
    security: scopes === 'anyone' ? [] : [{ token: [] }],
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(body && { body }),
    ...(isRepeatable && { headers: repeatableHeaders }),
    response: { [status]: { description: about, content: { [mediaType]: { schema } } }, '4xx': problemAnswer },
  }
}

/** Draft `draft-ietf-httpapi-idempotency-key-header`: with or without the quotation marks of a structured field. */
const repeatableHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      pattern: '^"?[\\x21\\x23-\\x7e]{1,128}"?$',
      description: 'Asked again with it, nothing is done twice',
    }),
  ),
})
