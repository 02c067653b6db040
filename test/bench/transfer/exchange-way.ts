import { createCipheriv } from 'node:crypto'
import { Mesh } from '#adapters/libp2p/mesh.ts'
import type { MeshHandlers, Responder } from '#adapters/libp2p/mesh-handlers.ts'
import type { Address } from '#core/address.ts'
import { digestOf, payloadAddress } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { limitsFor } from '#core/exchange/limits.ts'
import { judge } from '#core/verdict.ts'
import { payloadBytes, type Way } from './way.ts'

/** Our exchange: a device asks another for payloads, as many at once as its engine would, and hashes and judges each. */
export const exchangeWay: Way = {
  async hold() {
    const content = new Map(samples().map((sample) => [payloadAddress(sha256(sample)), sample]))
    const mesh = await startMesh(['/ip4/127.0.0.1/tcp/0'], (address, responder) => {
      const bytes = content.get(address)
      if (bytes === undefined) return responder.refuse('missing')
      const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length)
      void responder.serve({ totalBytes: bytes.byteLength, read })
    })
    return { address: String(mesh.addresses()[0]), close: () => mesh.stop() }
  },

  async connect(address) {
    const mesh = await startMesh([], (_address, responder) => responder.refuse('missing'))
    await mesh.dial(address)
    const holder = address.slice(address.lastIndexOf('/') + 1) as PeerName
    const addresses = samples().map((sample) => payloadAddress(sha256(sample)))
    return {
      async take(payloads) {
        const wanted = Array.from({ length: payloads }, (_, index) => addresses[index % addresses.length] as Address)
        const worker = async (): Promise<void> => {
          for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) await take(mesh, holder, next)
        }
        await Promise.all(Array.from({ length: limitsFor('device').fetchesPerHolderMax }, worker))
      },
      close: () => mesh.stop(),
    }
  },
}

/** Different payloads that are taken in turn. */
const samplesCount = 8

/** The payloads, the same in both processes: what AES-128-CTR makes of zeros. */
function samples(): readonly Uint8Array[] {
  return Array.from({ length: samplesCount }, (_, index) => {
    const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, index), Buffer.alloc(16))
    return cipher.update(Buffer.alloc(payloadBytes))
  })
}

async function take(mesh: Mesh, holder: PeerName, address: Address): Promise<void> {
  const signal = new AbortController().signal
  const bytes = await mesh.fetch(holder, address, payloadBytes, { signal, onProgress: () => undefined })
  const verdict = judge(sha256(bytes), digestOf(address))
  if (verdict.type === 'forged') throw new Error(`${address} came as ${verdict.actual}`)
}

function startMesh(
  listen: readonly string[],
  request: (address: Address, responder: Responder) => void,
): Promise<Mesh> {
  const handlers: MeshHandlers = {
    hello: () => ({
      type: 'hello',
      features: [],
      certificate: new Uint8Array([1]),
      role: 'device',
      ranking: 1,
      listen: [],
      images: [],
    }),
    admit: () => ({ type: 'admitted', role: 'device', link: 'lan' }),
    joined: () => undefined,
    left: () => undefined,
    message: () => undefined,
    request: (_peer, address, responder) => request(address, responder),
    notice: () => undefined,
  }
  return Mesh.start({ seed: crypto.getRandomValues(new Uint8Array(32)), listen, mdns: undefined, handlers })
}
