import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '#adapters/log/log.ts'
import { messageOf, UserError } from '#core/errors.ts'
import { type ListenAddress, listenAddressText } from './listen-address.ts'
import type { Metric } from './metric.ts'

/** Connections at a time: a scraper or two, and a person who looks. */
const connectionsMax = 16

/** How long a scraper may take to send its request, in ms. */
const requestTimeoutMs = 5_000

/** Serves metrics where an owner has configured it, and logs where. What cannot be shown must still do its work: that is logged, too. */
export async function serveMetrics(
  listen: ListenAddress | undefined,
  log: Log,
  read: () => Promise<readonly Metric[]>,
): Promise<MetricsServer | undefined> {
  if (listen === undefined) return undefined
  try {
    const server = await MetricsServer.start(listen, read)
    log.info('metrics', { address: listenAddressText(server.address) })
    return server
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    log.error('metrics-unavailable', { reason: error.message })
    return undefined
  }
}

/** Serves metrics to Prometheus at `GET /metrics`, to whoever can reach the address. */
export class MetricsServer {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  /** Listens; `read` is called for each scrape. Throws {@link UserError} where the address cannot be had. */
  static async start(listen: ListenAddress, read: () => Promise<readonly Metric[]>): Promise<MetricsServer> {
    // Loaded only where somebody wants metrics: it takes some memory.
    const { MetricsPage, metricsMediaType } = await import('./metrics-page.ts')
    const page = new MetricsPage()
    const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
      const answer = (status: number, type: string, text: string): void => {
        response.writeHead(status, { 'content-type': type }).end(text)
      }
      if (request.url !== '/metrics') return answer(404, 'text/plain', 'the metrics are at /metrics\n')
      if (request.method !== 'GET') return answer(405, 'text/plain', 'metrics are only read: use GET\n')
      read()
        .then((metrics) => page.write(metrics))
        .then(
          (text) => answer(200, metricsMediaType, text),
          (error: unknown) => answer(500, 'text/plain', `${messageOf(error)}\n`),
        )
    })
    server.maxConnections = connectionsMax
    await listenAt(server, listen)
    return new MetricsServer(server)
  }

  /** Where it listens, with the port that was taken. */
  get address(): ListenAddress {
    const { address, port } = this.#server.address() as AddressInfo
    return { host: address, port }
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }
}

async function listenAt(server: Server, listen: ListenAddress): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      const problem = isTaken ? 'another program listens there' : messageOf(error)
      const text = `cannot serve metrics at ${listenAddressText(listen)}: ${problem}; choose another address or port for them`
      reject(new UserError(text, { cause: error }))
    })
    server.listen(listen.port, listen.host, resolve)
  })
}
