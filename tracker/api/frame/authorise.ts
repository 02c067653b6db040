import type { FastifyInstance, FastifyRequest } from 'fastify'
import { allows } from '#tracker/api/tokens/token.ts'
import type { Tokens } from '#tracker/api/tokens/tokens.ts'
import { Problem } from './problem.ts'

/**
 * Lets in who may ask. A request is told whose it is before the rate limits look at it, so that they count tokens and
 * not addresses, and is refused after they counted it, so that nobody tries tokens faster than they allow.
 */
export function authorise(app: FastifyInstance, tokens: Tokens): void {
  app.decorateRequest('token', undefined)
  app.addHook('onRequest', async (request) => {
    const bearer = bearerOf(request)
    if (bearer !== undefined) request.token = tokens.find(bearer, new Date())
  })
  // Before the body is read: who may not ask sends none.
  app.addHook('preParsing', async (request) => requireScope(request))
}

function requireScope(request: FastifyRequest): void {
  const { scopes = [] } = request.routeOptions.config
  if (scopes === 'anyone' || request.is404) return
  if (request.token === undefined) {
    const problem = bearerOf(request) === undefined ? 'needs a token' : 'came with a token that is not good here'
    throw new Problem(
      'unauthenticated',
      `this request ${problem}: send 'Authorization: Bearer TOKEN'; 'mycel tracker token create' makes one`,
    )
  }
  if (allows(request.token, scopes)) return
  throw new Problem(
    'not-allowed',
    `the token ${request.token.name} may not do this: it takes the scope ${scopes.join(' or ') || 'owner'}`,
  )
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,512})$/i.exec(headers.authorization ?? '')?.[1]
}
