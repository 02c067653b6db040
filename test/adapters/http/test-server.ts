import assert from 'node:assert/strict'
/** A web server on loopback that behaves as a test says. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { HttpFailed, type HttpProblem } from '#adapters/http/http-failed.ts'
import { WebServer } from '#adapters/http/web-server.ts'
import { noise } from '#test/core/delta/sample-images.ts'

/** How long a server may be silent in these tests, in ms. */
const silenceMs = 300

/** What every test fetches. */
export const file = noise(300_000)

/** Answers one request. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void

/** A server, and what it was asked. */
export interface TestServer {
  readonly url: string
  readonly requests: readonly IncomingMessage[]
  /** How many connections were opened. */
  readonly connections: () => number
}

/** Starts a server that answers the first request by the first behaviour, and so on; the last one answers all that follow. */
export async function startServer(t: TestContext, ...behaviours: readonly Behaviour[]): Promise<TestServer> {
  const requests: IncomingMessage[] = []
  let connections = 0
  const listener: RequestListener = (request, response) => {
    requests.push(request)
    behaviours[Math.min(requests.length, behaviours.length) - 1]?.(request, response)
  }
  const server = createServer(listener).on('connection', () => {
    connections += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, requests, connections: () => connections }
}

/** A server as a node sees it. */
export function webServer(t: TestContext, { url }: Pick<TestServer, 'url'>): WebServer {
  const server = new WebServer(new URL(url), silenceMs)
  t.after(() => server.close())
  return server
}

/** Fetches {@link file}. */
export function fetchFile(server: WebServer, signal = new AbortController().signal): Promise<Uint8Array> {
  return server.fetch('blobs/file', file.byteLength, { signal, onProgress: () => undefined })
}

/** Sends the range that is asked for, as RFC 9110 §14 has it. */
export const ranges: Behaviour = (request, response) => {
  const [first, last] = rangeOf(request)
  const headers = {
    'content-range': `bytes ${first}-${last}/${file.byteLength}`,
    'content-length': last - first + 1,
  }
  response.writeHead(206, headers).end(file.subarray(first, last + 1))
}

/** Knows no ranges. */
export const whole: Behaviour = (_request, response) => {
  response.writeHead(200, { 'content-length': file.byteLength }).end(file)
}

/** Sends the half of what is asked for, and then `end`s. */
export function half(end: (response: ServerResponse) => void): Behaviour {
  return (request, response) => {
    const [first, last] = rangeOf(request)
    const bytes = last - first + 1
    const headers = { 'content-range': `bytes ${first}-${last}/${file.byteLength}`, 'content-length': bytes }
    response.writeHead(206, headers)
    response.write(file.subarray(first, first + Math.floor(bytes / 2)), () => end(response))
  }
}

/** Answers with a status and nothing else. */
export function status(code: number, headers: Record<string, string> = {}): Behaviour {
  return (_request, response) => void response.writeHead(code, { 'content-length': 2, ...headers }).end('no')
}

function rangeOf({ headers }: IncomingMessage): readonly [number, number] {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? []
  return [Number(first), Number(last)]
}

/** For `assert.rejects`: a failure of this kind, with a message that matches. */
export function failure(problem: HttpProblem, message?: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof HttpFailed, String(error))
    assert.equal(error.problem, problem, error.message)
    if (message !== undefined) assert.match(error.message, message)
    return true
  }
}
