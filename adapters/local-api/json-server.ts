import { chmod, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { messageOf } from '#core/errors.ts'

/** The largest request body, in bytes. */
const bodyBytesMax = 4096

/** How long an answer under way may hold up the end of the server, in ms. */
const answerMsMax = 1_000

/** What a route answers. */
export interface JsonAnswer {
  readonly status: number
  readonly body: object
}

/** Answers by `METHOD /path`; `body` is whatever JSON the request carried, `undefined` for none. */
export type JsonRoutes = Readonly<Record<string, (body: unknown) => Promise<JsonAnswer> | JsonAnswer>>

/** JSON over HTTP on a Unix socket that only the owner of the process can open. */
export class JsonServer {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  /** Listens at `path`. Whoever calls it holds the lock of that place: a socket that is left there is an old one. */
  static async start(path: string, routes: JsonRoutes): Promise<JsonServer> {
    await rm(path, { force: true })
    const server = createServer((request, response) => {
      answer(request, routes).then(
        ({ status, body }) => send(response, status, body),
        (error: unknown) => send(response, 400, { error: messageOf(error) }),
      )
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, resolve)
    })
    await chmod(path, 0o600)
    return new JsonServer(server)
  }

  /** Who has asked is still answered: the process may end because of what was asked. */
  async stop(): Promise<void> {
    const late = setTimeout(() => this.#server.closeAllConnections(), answerMsMax)
    await new Promise((resolve) => this.#server.close(resolve))
    clearTimeout(late)
  }
}

async function answer(request: IncomingMessage, routes: JsonRoutes): Promise<JsonAnswer> {
  const route = `${request.method} ${request.url}`
  const handle = Object.hasOwn(routes, route) ? routes[route] : undefined
  if (handle === undefined) return { status: 404, body: { error: `there is no ${route} here` } }
  const text = await readBody(request)
  return handle(text === '' ? undefined : JSON.parse(text))
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    bytes += (part as Buffer).byteLength
    if (bytes > bodyBytesMax) throw new Error(`a request body has at most ${bodyBytesMax} bytes`)
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts).toString('utf8')
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
  response.end(JSON.stringify(body))
}
