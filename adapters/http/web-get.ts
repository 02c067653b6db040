import { type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { addAbortSignal } from 'node:stream'
import { messageOf } from '#core/errors.ts'
import { HttpFailed } from './http-failed.ts'
import type { Silence } from './silence.ts'
import type { WebAgents } from './web-agents.ts'

/** How often a server may send a request elsewhere. */
const redirectsMax = 3

/** Content of an answer that is not wanted: up to here it is read, so that its connection can be used again. */
const discardedBytesMax = 4 * 1024

/** What one GET needs. */
export interface WebGet {
  readonly agents: WebAgents
  readonly silence: Silence
  readonly headers: OutgoingHttpHeaders
}

/**
 * Gets a URL, and follows its redirects within the same scheme. Resolves with the answer, whose content is still to
 * come and ends with the silence's signal. Throws {@link HttpFailed}.
 */
export async function getUrl(url: URL, get: WebGet): Promise<IncomingMessage> {
  let place = url
  for (let redirects = 0; ; redirects++) {
    const answer = await answerTo(place, { ...get, headers: headersFor(place, url, get.headers) })
    const location = redirectOf(answer)
    if (location === undefined) return answer
    await discard(answer)
    if (redirects === redirectsMax) throw new HttpFailed('troubled', `it redirects more than ${redirectsMax} times`)
    place = redirected(place, location)
  }
}

/** Reads an answer that is not wanted to its end where that is near, and drops the connection where it is not. */
export async function discard(answer: IncomingMessage): Promise<void> {
  const bytes = answer.statusCode === 304 ? 0 : Number(answer.headers['content-length'] ?? Number.POSITIVE_INFINITY)
  if (bytes > discardedBytesMax) answer.destroy()
  else for await (const _ of answer);
}

/** A server may close an idle connection just as it is used again: then the request is made once more. */
async function answerTo(url: URL, get: WebGet): Promise<IncomingMessage> {
  const first = await attempt(url, get)
  const last = first === 'stale' ? await attempt(url, get) : first
  if (last === 'stale') throw new HttpFailed('troubled', 'the server closes its connections')
  return last
}

function attempt(url: URL, { agents, silence, headers }: WebGet): Promise<IncomingMessage | 'stale'> {
  const { signal } = silence
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const request: ClientRequest = (url.protocol === 'https:' ? secureRequest : plainRequest)(url, {
      agent: agents.for(url.protocol),
      headers,
      signal,
    })
    request.once('response', (answer) => {
      silence.heard()
      resolve(addAbortSignal(signal, answer))
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(signal.reason)
      else if (request.reusedSocket && error.code === 'ECONNRESET') resolve('stale')
      else reject(new HttpFailed('troubled', messageOf(error)))
    })
    request.end()
  })
}

/** What is in the URL of a source for its own server only is not told to another one. */
function headersFor(place: URL, source: URL, headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const common = { ...headers, 'accept-encoding': 'identity', 'user-agent': 'mycel' }
  if (source.username === '' || place.origin !== source.origin) return common
  const [user, password] = [source.username, source.password].map((text) => decodeURIComponent(text))
  return { ...common, authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage): string | undefined {
  return [301, 302, 303, 307, 308].includes(statusCode) ? (headers.location ?? '') : undefined
}

function redirected(from: URL, location: string): URL {
  const to = URL.parse(location, from.href)
  if (to === null || location === '') throw new HttpFailed('troubled', 'it redirects to no URL')
  if (to.protocol === from.protocol) return to
  throw new HttpFailed(
    'troubled',
    `it redirects from ${from.protocol} to ${to.protocol}: write the address that it leads to`,
  )
}
