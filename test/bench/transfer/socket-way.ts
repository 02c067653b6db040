import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { payloadBytes, type Way } from './way.ts'

/** A bare `node:net` socket: the taker says how many bytes it wants, the holder writes them. */
export const socketWay: Way = {
  async hold() {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('data', (request) => void sendZeros(socket, request.readUInt32BE() * payloadBytes))
      socket.on('error', () => socket.destroy())
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return {
      address: String((server.address() as AddressInfo).port),
      async close() {
        for (const socket of sockets) socket.destroy()
        server.close()
      },
    }
  },

  async connect(address) {
    const socket = connect(Number(address), '127.0.0.1')
    await once(socket, 'connect')
    return {
      async take(payloads) {
        const request = Buffer.alloc(4)
        request.writeUInt32BE(payloads)
        socket.write(request)
        await arrival(socket, payloads * payloadBytes)
      },
      async close() {
        socket.destroy()
      },
    }
  },
}

const pieceBytes = 64 * 1024

async function sendZeros(socket: Socket, bytes: number): Promise<void> {
  const piece = Buffer.alloc(pieceBytes)
  for (let sentBytes = 0; sentBytes < bytes; sentBytes += pieceBytes) {
    if (!socket.write(piece)) await once(socket, 'drain')
  }
}

/** Resolves when this many bytes have come. */
function arrival(socket: Socket, bytes: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let receivedBytes = 0
  const count = (data: Buffer): void => {
    receivedBytes += data.byteLength
    if (receivedBytes >= bytes) resolve()
  }
  const fail = (): void => reject(new Error(`the socket closed after ${receivedBytes} of ${bytes} bytes`))
  socket.on('data', count).once('close', fail)
  return promise.finally(() => socket.off('data', count).off('close', fail))
}
