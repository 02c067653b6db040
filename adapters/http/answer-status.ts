import type { IncomingMessage } from 'node:http'
import { HttpFailed } from './http-failed.ts'

/** The longest wait that a server can ask for, in ms. */
export const retryAfterMsMax = 60 * 60 * 1000

/** These say nothing of the file, only of now: RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4. */
const passingStatuses: readonly number[] = [408, 425, 429]

/** Nobody is let in, or nobody from here: RFC 9110 §15.5.2 and §15.5.4, RFC 7725. */
const refusingStatuses: readonly number[] = [401, 403, 451]

/** What an answer means that brings no content. */
export function failureOf({ statusCode = 0, headers }: IncomingMessage, now: Date): HttpFailed {
  const message = `the server answers ${statusCode}`
  if (refusingStatuses.includes(statusCode)) return new HttpFailed('refused', message)
  const isFinal = statusCode >= 400 && statusCode < 500 && !passingStatuses.includes(statusCode)
  if (isFinal) return new HttpFailed('missing', message)
  return new HttpFailed('troubled', message, retryAfterMs(headers['retry-after'], now))
}

/** The wait that a `Retry-After` asks for (RFC 9110 §10.2.3), 0 to {@link retryAfterMsMax} ms; 0 where it cannot be read. */
export function retryAfterMs(header: string | undefined, now: Date): number {
  if (header === undefined) return 0
  const isSeconds = /^\d{1,10}$/.test(header)
  const ms = isSeconds ? Number(header) * 1000 : Date.parse(header) - now.getTime()
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(0, ms), retryAfterMsMax)
}
