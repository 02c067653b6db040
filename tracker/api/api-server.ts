import type { AddressInfo } from 'node:net'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import { type FastifyInstance, fastify } from 'fastify'
import { type ListenAddress, listenAddressText } from '#adapters/metrics/listen-address.ts'
import { messageOf, UserError } from '#core/errors.ts'
import { addDashboard } from '#tracker/web/dashboard.ts'
import type { ApiSources } from './api-sources.ts'
import { answerProblem } from './frame/answer-problem.ts'
import { authorise } from './frame/authorise.ts'
import { openApiHead } from './frame/openapi.ts'
import { Problem } from './frame/problem.ts'
import { bodyBytesMax } from './frame/route.ts'
import { schemaCompiler } from './frame/validate.ts'
import { addAdministrationRoutes } from './routes/administration-routes.ts'
import { addEventRoutes } from './routes/event-routes.ts'
import { addFleetRoutes } from './routes/fleet-routes.ts'
import { addReportRoutes } from './routes/report-routes.ts'
import { addRolloutRoutes } from './routes/rollout-routes.ts'
import { addTrackerRoutes } from './routes/tracker-routes.ts'

/** Requests per minute of one token, and of one address without a token: whoever tries tokens is slow. */
const perMinuteMax = { token: 1200, address: 300 } as const

/** Connections at a time. */
const connectionsMax = 4096

/** How long a request may take to arrive, in ms. */
const requestTimeoutMs = 30_000

/** The API of a tracker, over HTTP. */
export class ApiServer {
  readonly #app: FastifyInstance

  private constructor(app: FastifyInstance) {
    this.#app = app
  }

  /** Listens. Throws {@link UserError} where the address cannot be had. */
  static async start(listen: ListenAddress, sources: ApiSources): Promise<ApiServer> {
    const app = await makeApi(sources)
    try {
      await app.listen({ host: listen.host, port: listen.port })
    } catch (error) {
      await app.close()
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      const problem = isTaken ? 'another program listens there' : messageOf(error)
      const advice = 'choose another by --api HOST:PORT, or none by --no-api'
      throw new UserError(`cannot serve the API at ${listenAddressText(listen)}: ${problem}; ${advice}`, {
        cause: error,
      })
    }
    return new ApiServer(app)
  }

  /** Where it listens, with the port that was taken. */
  get address(): ListenAddress {
    const { address, port } = this.#app.server.address() as AddressInfo
    return { host: address, port }
  }

  async stop(): Promise<void> {
    await this.#app.close()
  }
}

/** The API, ready to listen. */
async function makeApi(sources: ApiSources): Promise<FastifyInstance> {
  const { log } = sources
  const app = fastify({
    logger: false,
    bodyLimit: bodyBytesMax,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 256 },
    frameworkErrors: (error, _request, reply) => void answerProblem(reply, error, log),
  })
  app.setErrorHandler((error, _request, reply) => answerProblem(reply, error, log))
  app.setValidatorCompiler(schemaCompiler)
  // What is answered is what the schemas say, which tests see to: it is not filtered a second time.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  authorise(app, sources.tokens)
  await app.register(swagger, openApiHead)
  await app.register(rateLimit, {
    max: ({ token }) => (token === undefined ? perMinuteMax.address : perMinuteMax.token),
    timeWindow: 60_000,
    keyGenerator: ({ token, ip }) => (token === undefined ? `address ${ip}` : `token ${token.id}`),
    errorResponseBuilder: (_request, { ttl }) =>
      new Problem('too-many-requests', 'this is asked too often: wait a moment', {
        retryAfterSec: Math.ceil(ttl / 1000),
      }),
  })
  app.addHook('onResponse', async (_request, { statusCode }) => sources.requests.addAnswer(statusCode))
  sources.keptAnswers.guard(app)
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, async ({ method, url }) => {
    throw new Problem(
      'not-found',
      `there is no ${method} ${url.split('?')[0]} here: /v1/openapi.json shows what there is`,
    )
  })
  for (const add of [
    addTrackerRoutes,
    addFleetRoutes,
    addReportRoutes,
    addRolloutRoutes,
    addEventRoutes,
    addAdministrationRoutes,
  ]) {
    add(app, sources)
  }
  app.get('/v1/openapi.json', { config: { scopes: 'anyone' }, schema: { hide: true } }, async () => app.swagger())
  await addDashboard(app)
  app.server.maxConnections = connectionsMax
  await app.ready()
  return app
}
