import { channel } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/** The other end of a TCP socket of this process. `side` is ours: the client dialled. */
export interface Remote {
  readonly address: string
  /** 0 where many closed sockets of one address were added up. */
  readonly port: number
  readonly side: 'client' | 'server'
  /** Our port: of a server socket, the one that was listened on. */
  readonly localPort: number
}

/** Bytes at the sockets, so with encryption and framing, without TCP and IP headers. */
export interface ByteTotals {
  readonly readBytes: number
  readonly writtenBytes: number
}

interface Entry extends ByteTotals {
  readonly remote: Remote
}

/** Closed sockets that keep their port. Inbound ones beyond are added up per address. */
const closedPortsMax = 4_096

/** Counts the bytes of every TCP socket of this process that opens after `start`, whoever opens it. */
export class SocketBytes {
  readonly #open = new Map<Socket, Remote | undefined>()
  readonly #closed = new Map<string, Entry>()
  readonly #stop: () => void

  private constructor() {
    const onClient = (message: unknown) => this.#addClient(socketOf(message))
    const onServer = (message: unknown) => this.#add(socketOf(message), 'server')
    channel('net.client.socket').subscribe(onClient)
    channel('net.server.socket').subscribe(onServer)
    this.#stop = () => {
      channel('net.client.socket').unsubscribe(onClient)
      channel('net.server.socket').unsubscribe(onServer)
    }
  }

  /** Begins to count. */
  static start(): SocketBytes {
    return new SocketBytes()
  }

  /** Ends counting; the totals stay. */
  stop(): void {
    this.#stop()
  }

  /** The bytes of all sockets so far, closed ones too, under the names that `classify` gives to their other ends. */
  totals(classify: (remote: Remote) => string): Readonly<Record<string, ByteTotals>> {
    const totals: Record<string, ByteTotals> = {}
    for (const entry of [...this.#closed.values(), ...this.#openEntries()]) {
      const name = classify(entry.remote)
      totals[name] = sum(totals[name], entry)
    }
    return totals
  }

  *#openEntries(): Iterable<Entry> {
    for (const [socket, remote] of this.#open) {
      if (remote !== undefined) yield { remote, ...bytesOf(socket) }
    }
  }

  #addClient(socket: Socket): void {
    this.#open.set(socket, undefined)
    socket.once('connect', () => this.#add(socket, 'client'))
    socket.once('close', () => this.#open.delete(socket))
  }

  #add(socket: Socket, side: Remote['side']): void {
    const { remoteAddress: address, remotePort: port, localPort } = socket
    // A pipe, or a socket that was reset at once.
    if (address === undefined || port === undefined || localPort === undefined) return
    const remote = { address, port, side, localPort }
    this.#open.set(socket, remote)
    socket.once('close', () => this.#close(socket, remote))
  }

  #close(socket: Socket, remote: Remote): void {
    this.#open.delete(socket)
    const isFull = remote.side === 'server' && this.#closed.size >= closedPortsMax
    const counted = isFull ? { ...remote, port: 0 } : remote
    const local = counted.side === 'server' ? counted.localPort : ''
    const key = `${counted.side} ${local} ${counted.address} ${counted.port}`
    this.#closed.set(key, { remote: counted, ...sum(this.#closed.get(key), bytesOf(socket)) })
  }
}

function bytesOf(socket: Socket): ByteTotals {
  return { readBytes: socket.bytesRead, writtenBytes: socket.bytesWritten }
}

function sum(before: ByteTotals | undefined, { readBytes, writtenBytes }: ByteTotals): ByteTotals {
  return {
    readBytes: (before?.readBytes ?? 0) + readBytes,
    writtenBytes: (before?.writtenBytes ?? 0) + writtenBytes,
  }
}

/** `net.client.socket` and `net.server.socket` publish `{ socket }` (Node.js, `diagnostics_channel`). */
function socketOf(message: unknown): Socket {
  return (message as { readonly socket: Socket }).socket
}
