import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { FormatError } from '#core/errors.ts'
import { decodeSealedReport, type SealedReport } from '#core/report/sealed-report.ts'
import type { ApiSources } from '#tracker/api/api-sources.ts'
import { Problem } from '#tracker/api/frame/problem.ts'
import { Remembered } from '#tracker/api/frame/remembered.ts'
import { addRoute } from '#tracker/api/frame/route.ts'

/** The most reports of one request, and characters of each in base64. */
const reportsMax = 32
const reportLengthMax = 25_000

/** The largest body, in bytes. */
const reportsBytesMax = 1024 * 1024

/** Requests of one address per minute: a whole fleet may come through one. */
const reportsPerMinuteMax = 240_000

/** A device that checks in learns of news as much later at most, in ms: files are not looked at for each of a thousand a second. */
const headMaxAgeMs = 100

const reportsBody = Type.Object(
  {
    reports: Type.Array(Type.String({ minLength: 4, maxLength: reportLengthMax, pattern: '^[A-Za-z0-9+/]+={0,2}$' }), {
      minItems: 1,
      maxItems: reportsMax,
      description: 'Sealed reports in base64 (docs/format.md)',
    }),
  },
  { additionalProperties: false },
)

const reportsAnswer = Type.Object({
  results: Type.Array(
    Type.Object({
      type: Type.Enum(['accepted', 'known', 'refused']),
      device: Type.Optional(Type.String()),
      sequence: Type.Optional(Type.Integer()),
      reason: Type.Optional(Type.String()),
    }),
    { description: 'One for each report, in their order; what is accepted or known need not be sent again' },
  ),
  head: Type.Object(
    { rootVersion: Type.Integer(), timestampVersion: Type.Integer() },
    { description: 'The newest metadata, so that a device that checks in knows whether to fetch it' },
  ),
})

/** Adds how devices report that come by HTTP. Their reports are signed, and so need no token. */
export function addReportRoutes(app: FastifyInstance, sources: ApiSources): void {
  const head = new Remembered(() => sources.repository.head(), headMaxAgeMs)
  addRoute(
    app,
    'POST',
    '/v1/reports',
    {
      operation: 'sendReports',
      summary: 'Takes the signed reports of devices; each counts once, however often it is sent.',
      tag: 'fleet',
      scopes: 'anyone',
      body: reportsBody,
      bodyBytesMax: reportsBytesMax,
      perMinuteMax: reportsPerMinuteMax,
      answer: { status: 200, about: 'What became of each report', schema: reportsAnswer },
    },
    async ({ body, request }) => {
      const results = await takeReports(sources, body.reports, request.ip)
      return { results, head: await head.get() }
    },
  )
}

async function takeReports(
  { fleet, clock, requests }: ApiSources,
  texts: readonly string[],
  host: string,
): Promise<readonly object[]> {
  const read = texts.map(readReport)
  const sealed = read.filter((one) => typeof one !== 'string')
  const verdicts = await fleet.take(sealed, { host, at: clock.now() })
  requests.addVerdicts([
    ...verdicts,
    ...read.flatMap((one) => (typeof one === 'string' ? [{ type: 'refused' } as const] : [])),
  ])
  if (verdicts.some(({ type }) => type === 'busy')) {
    throw new Problem('not-now', 'too many reports wait to be written: send these again later', { retryAfterSec: 5 })
  }
  let next = 0
  return read.map((one) => (typeof one === 'string' ? { type: 'refused', reason: one } : { ...verdicts[next++] }))
}

/** A report, or why it is none. */
function readReport(text: string): SealedReport | string {
  try {
    return decodeSealedReport(Buffer.from(text, 'base64'))
  } catch (error) {
    if (error instanceof FormatError) return error.message
    throw error
  }
}
