import { token } from './session.js'

/** How long an answer may take, in ms. */
const timeoutMs = 15_000

/** Why the API did not answer as asked: `status` is that of HTTP, 0 where there was no answer at all. */
export class ApiProblem extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(status, message, options) {
    super(message, options)
    this.status = status
  }
}

/** How far the clock of the tracker is ahead of that of the browser, in ms. */
let aheadMs = 0

/** The time at the tracker, in ms of Unix time: ages are told by its clock. */
export function trackerNow() {
  return Date.now() + aheadMs
}

/**
 * Reads from the API. Rejects with {@link ApiProblem}.
 *
 * @param {string} path
 * @param {Readonly<Record<string, string | number | undefined>>} [query]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function read(path, query = {}, signal) {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  const text = new URLSearchParams(given).toString()
  const response = await call(text === '' ? path : `${path}?${text}`, { signal: either(signal) })
  return response.json()
}

/**
 * Asks the API to do something, once, even where the request is sent twice. Rejects with {@link ApiProblem}.
 *
 * @param {string} path
 * @param {object} body
 * @returns {Promise<any>}
 */
export async function ask(path, body) {
  const chance = [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-')
  const headers = { 'content-type': 'application/json', 'idempotency-key': chance }
  const response = await call(path, { method: 'POST', headers, body: JSON.stringify(body), signal: either(undefined) })
  return response.json()
}

/**
 * Sends a request with the token, and resolves with its good answer. Rejects with {@link ApiProblem}.
 *
 * @param {string} path
 * @param {RequestInit} init
 */
export async function call(path, init) {
  const headers = new Headers(init.headers)
  headers.set('authorization', `Bearer ${token() ?? ''}`)
  const response = await fetch(path, { ...init, headers, cache: 'no-store' }).catch((cause) => {
    // The view is left: nobody waits for the answer.
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiProblem(0, 'the tracker does not answer', { cause })
  })
  const date = Date.parse(response.headers.get('date') ?? '')
  // The header has whole seconds: less than that is no difference.
  if (!Number.isNaN(date)) aheadMs = Math.abs(date - Date.now()) < 2000 ? 0 : date - Date.now()
  if (response.ok) return response
  const problem = await response.json().catch(() => ({}))
  throw new ApiProblem(
    response.status,
    typeof problem.detail === 'string' ? problem.detail : `the tracker answers ${response.status}`,
  )
}

/** @param {AbortSignal | undefined} signal */
function either(signal) {
  const timeout = AbortSignal.timeout(timeoutMs)
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout])
}
