import { once } from 'node:events'
import type { Libp2p, Stream } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { createNode } from '#adapters/libp2p/libp2p-node.ts'
import { payloadBytes, type Way } from './way.ts'

const protocol = '/mycel/bench/1'

/** A bare libp2p stream between nodes that are configured as those of a mesh are: no frames, no requests, nothing is hashed. */
export const streamWay: Way = {
  async hold() {
    const node = await startNode(['/ip4/127.0.0.1/tcp/0'])
    await node.handle(protocol, (stream) => {
      stream.addEventListener('message', ({ data }) => {
        const request = data.subarray()
        const payloads = new DataView(request.buffer, request.byteOffset).getUint32(0)
        void sendZeros(stream, payloads * payloadBytes)
      })
    })
    return { address: String(node.getMultiaddrs()[0]), close: async () => void (await node.stop()) }
  },

  async connect(address) {
    const node = await startNode([])
    const connection = await node.dial(multiaddr(address))
    const stream = await connection.newStream(protocol)
    return {
      async take(payloads) {
        const request = new Uint8Array(4)
        new DataView(request.buffer).setUint32(0, payloads)
        stream.send(request)
        await arrival(stream, payloads * payloadBytes)
      },
      close: async () => void (await node.stop()),
    }
  },
}

/** What is passed to the stream at once: with less it is slower, with more not faster. */
const pieceBytes = 64 * 1024

async function startNode(listen: readonly string[]): Promise<Libp2p> {
  const seed = crypto.getRandomValues(new Uint8Array(32))
  const node = await createNode({ seed, listen, connectionsMax: 8, isBanned: () => false })
  await node.start()
  return node
}

async function sendZeros(stream: Stream, bytes: number): Promise<void> {
  for (let sentBytes = 0; sentBytes < bytes; sentBytes += pieceBytes) {
    if (!stream.send(new Uint8Array(pieceBytes))) await once(stream, 'drain')
  }
}

/** Resolves when this many bytes have come. */
function arrival(stream: Stream, bytes: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let receivedBytes = 0
  const count = ({ data }: { readonly data: { readonly byteLength: number } }): void => {
    receivedBytes += data.byteLength
    if (receivedBytes >= bytes) resolve()
  }
  const fail = (): void => reject(new Error(`the stream closed after ${receivedBytes} of ${bytes} bytes`))
  stream.addEventListener('message', count)
  stream.addEventListener('close', fail)
  return promise.finally(() => {
    stream.removeEventListener('message', count)
    stream.removeEventListener('close', fail)
  })
}
