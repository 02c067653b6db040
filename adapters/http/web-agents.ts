import { Agent, type AgentOptions, type ClientRequestArgs } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

type OnCreated = (error: Error | null, socket: Duplex) => void

/** Connections to one host of one source: its four fetches, and metadata that must not wait for them. */
const socketsMax = 6

/** How long a connection may be idle before it is closed, in ms; servers commonly allow 5 s or more. */
const idleMs = 4_000

/** Addresses of servers that are remembered; beyond it the oldest are forgotten. */
const remotesMax = 1_024

/**
 * The connections to the servers of one source: kept alive, and each opened by `net.connect`, TLS upon it, so that
 * whoever counts the sockets of this process counts these too.
 */
export class WebAgents {
  readonly #remotes = new Set<string>()
  readonly #plain: Agent
  readonly #secure: SecureAgent

  /** A connection that is not there after `connectMs` has failed. */
  constructor(connectMs: number) {
    const options: AgentOptions = { keepAlive: true, maxSockets: socketsMax, timeout: idleMs }
    const open = (to: ClientRequestArgs, opened: OnCreated, use: (socket: Socket) => Duplex) =>
      openSocket(to, connectMs, opened, (socket) => {
        this.#remember(socket)
        return use(socket)
      })
    this.#plain = new Agent(options)
    this.#secure = new SecureAgent(options)
    const secure = this.#secure.createConnection.bind(this.#secure)
    this.#plain.createConnection = (to, opened) => open(to, opened ?? ignore, (socket) => socket)
    this.#secure.createConnection = (to, opened) =>
      open(to, opened ?? ignore, (socket) => secure({ ...to, socket } as ClientRequestArgs) as Duplex)
  }

  /** The agent for `http:` or `https:`. */
  for(protocol: string): Agent {
    return protocol === 'https:' ? this.#secure : this.#plain
  }

  /** Whether a socket of this process leads, or led, to one of the servers. */
  isRemote({ address, port }: { readonly address: string; readonly port: number }): boolean {
    return this.#remotes.has(`${address} ${port}`)
  }

  /** Closes every connection. */
  close(): void {
    this.#plain.destroy()
    this.#secure.destroy()
  }

  #remember({ remoteAddress, remotePort }: Socket): void {
    this.#remotes.add(`${remoteAddress} ${remotePort}`)
    const [oldest] = this.#remotes
    if (this.#remotes.size > remotesMax && oldest !== undefined) this.#remotes.delete(oldest)
  }
}

/** Connects, and only then hands the socket on: TLS cannot be laid on one that is still trying several addresses. */
function openSocket(
  to: ClientRequestArgs,
  connectMs: number,
  opened: OnCreated,
  use: (socket: Socket) => Duplex,
): undefined {
  const socket = connect({ host: to.host ?? 'localhost', port: Number(to.port) })
  const fail = (error: Error) => opened(error, socket)
  const giveUp = () => socket.destroy(new Error(`no connection within ${connectMs / 1000} s`))
  socket.setTimeout(connectMs, giveUp)
  socket.once('error', fail)
  socket.once('connect', () => {
    socket.off('error', fail)
    socket.off('timeout', giveUp)
    socket.setTimeout(0)
    opened(null, use(socket))
  })
}

function ignore(): void {}
