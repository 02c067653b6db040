import type { FastifyError, FastifyReply } from 'fastify'
import type { Log } from '#adapters/log/log.ts'
import { BrokenRule } from '#core/check.ts'
import { FormatError, messageOf, UserError } from '#core/errors.ts'
import { Problem, type ProblemKind, problemDocument, problemStatuses } from './problem.ts'

/** Answers with the problem document of whatever was thrown. What nobody expected is logged, and told to nobody else. */
export function answerProblem(reply: FastifyReply, error: unknown, log: Log): FastifyReply {
  if (error instanceof BrokenRule) endProcess(error)
  const problem = problemOf(error)
  if (problem.kind === 'internal-error') {
    log.error('api-failed', { route: reply.request.routeOptions.url, reason: messageOf(error) })
  }
  if (problem.kind === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="mycel"')
  if (problem.retryAfterSec !== undefined) reply.header('retry-after', problem.retryAfterSec)
  // Answered as a text: whatever the route says of its answers is not about this one.
  return reply
    .code(problemStatuses[problem.kind])
    .header('content-type', 'application/problem+json')
    .serializer((text: unknown) => String(text))
    .send(JSON.stringify(problemDocument(problem)))
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof FormatError) return new Problem('malformed-request', error.message)
  if (error instanceof UserError) return new Problem('refused', error.message)
  const { statusCode, validation, message } = Object(error) as Partial<FastifyError>
  if (validation !== undefined) {
    const problems = validation.map((one) => `${one.instancePath || 'the whole'}: ${one.message}`)
    return new Problem('malformed-request', `the request is not as this route takes it: ${problems[0]}`, { problems })
  }
  const kind = statusCode === undefined ? undefined : kindsByStatus[statusCode]
  return kind === undefined
    ? new Problem('internal-error', 'the tracker failed at this request: its log says why')
    : new Problem(kind, String(message))
}

/** What fastify itself refuses. */
const kindsByStatus: Readonly<Record<number, ProblemKind>> = {
  400: 'malformed-request',
  404: 'not-found',
  413: 'too-large',
  414: 'malformed-request',
  415: 'unknown-media-type',
  429: 'too-many-requests',
  503: 'not-now',
}

/** A broken rule of our own ends the process, as everywhere: not the one request that found it. */
function endProcess(error: BrokenRule): void {
  queueMicrotask(() => {
    throw error
  })
}
