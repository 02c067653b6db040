/** The least that fastify does for a report, in a process of its own: `node bare-route.ts`. Logs where it listens. */
import { fastify } from 'fastify'

const app = fastify({ logger: false })
app.post<{ readonly Body: { readonly reports: readonly string[] } }>('/v1/reports', async ({ body }) => ({
  results: body.reports.map((_, index) => ({ type: 'accepted', device: 'nobody', sequence: index })),
  head: { rootVersion: 1, timestampVersion: 1 },
}))
const url = await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`${url}\n`)
