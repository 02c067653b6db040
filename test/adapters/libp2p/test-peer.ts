import { createHash } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { FetchOptions } from '#adapters/exchange/fetch-options.ts'
import type { MeshInit } from '#adapters/libp2p/mesh.ts'
import { Mesh } from '#adapters/libp2p/mesh.ts'
import type { Admission, JoinedPeer, MeshNotice, Responder } from '#adapters/libp2p/mesh-handlers.ts'
import type { Address } from '#core/address.ts'
import { payloadAddress } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Hello, Message } from '#core/exchange/message.ts'

/** One thing that a mesh told its node. */
export type Told =
  | { readonly type: 'joined'; readonly joined: JoinedPeer }
  | { readonly type: 'left'; readonly peer: PeerName; readonly reason: string }
  | { readonly type: 'message'; readonly peer: PeerName; readonly message: Message }
  | { readonly type: 'notice'; readonly notice: MeshNotice }

/** How a test peer differs from one that admits everybody and has nothing. */
export interface TestPeerOptions {
  readonly admit?: (peer: PeerName) => Admission
  readonly request?: (address: Address, responder: Responder) => void
  readonly listen?: readonly string[]
  readonly mdns?: MeshInit['mdns']
}

/** How long a test waits for something that must happen. */
export const deadlineMs = 10_000

export const admitted: Admission = { type: 'admitted', role: 'device', link: 'lan' }

export const helloOfTests: Hello = {
  type: 'hello',
  features: [],
  certificate: new Uint8Array([1, 2, 3]),
  role: 'device',
  ranking: 1,
  listen: [],
  images: [],
}

/** A real mesh on loopback that keeps all it was told. */
export class TestPeer {
  readonly told: Told[] = []
  #mesh: Mesh | undefined
  #waiting: (() => void)[] = []

  static async start(name: string, options: TestPeerOptions = {}): Promise<TestPeer> {
    const peer = new TestPeer()
    peer.#mesh = await Mesh.start({
      seed: seedOf(name),
      listen: options.listen ?? ['/ip4/127.0.0.1/tcp/0'],
      mdns: options.mdns,
      handlers: {
        hello: () => helloOfTests,
        admit: options.admit ?? (() => admitted),
        joined: (joined) => peer.#tell({ type: 'joined', joined }),
        left: (from, reason) => peer.#tell({ type: 'left', peer: from, reason }),
        message: (from, message) => peer.#tell({ type: 'message', peer: from, message }),
        request: (_from, address, responder) =>
          options.request === undefined ? responder.refuse('missing') : options.request(address, responder),
        notice: (notice) => peer.#tell({ type: 'notice', notice }),
      },
    })
    return peer
  }

  get mesh(): Mesh {
    if (this.#mesh === undefined) throw new Error('the mesh is not started')
    return this.#mesh
  }

  get name(): PeerName {
    return this.mesh.peer
  }

  get address(): string {
    const [address] = this.mesh.addresses()
    if (address === undefined) throw new Error('the mesh does not listen')
    return address
  }

  all<T extends Told['type']>(type: T): Extract<Told, { readonly type: T }>[] {
    return this.told.filter((told): told is Extract<Told, { readonly type: T }> => told.type === type)
  }

  /** Waits until `count` things of a type were told, and returns the last of them. */
  async until<T extends Told['type']>(type: T, count = 1): Promise<Extract<Told, { readonly type: T }>> {
    const deadline = AbortSignal.timeout(deadlineMs)
    while (this.all(type).length < count) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      this.#waiting.push(resolve)
      const late = () => reject(new Error(`no ${type} within ${deadlineMs} ms, but ${JSON.stringify(this.told)}`))
      deadline.addEventListener('abort', late, { once: true })
      await promise
    }
    return this.all(type)[count - 1] as Extract<Told, { readonly type: T }>
  }

  fetch(from: TestPeer, bytes: Uint8Array, options: Partial<FetchOptions> = {}): Promise<Uint8Array> {
    const { signal = AbortSignal.timeout(deadlineMs), onProgress = () => {}, pauseMs } = options
    return this.mesh.fetch(from.name, payloadAddress(sha256(bytes)), bytes.byteLength, { signal, onProgress, pauseMs })
  }

  #tell(told: Told): void {
    this.told.push(told)
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

/** A seed that a test can repeat. */
export function seedOf(name: string): Uint8Array {
  return createHash('sha256').update(`mycel test ${name}`).digest()
}

/** Serves `bytes` to whoever asks, in the ranges that are asked for. */
export function serving(bytes: Uint8Array): TestPeerOptions {
  const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length)
  return { request: (_address, responder) => void responder.serve({ totalBytes: bytes.byteLength, read }) }
}

/** Alice, who has joined Bob; Bob differs from any peer by `options`. Both stop with the test. */
export async function joined(t: TestContext, options: TestPeerOptions): Promise<{ alice: TestPeer; bob: TestPeer }> {
  const [alice, bob] = [await TestPeer.start('alice'), await TestPeer.start('bob', options)]
  t.after(() => Promise.all([alice.mesh.stop(), bob.mesh.stop()]))
  await alice.mesh.dial(bob.address)
  await bob.until('joined')
  return { alice, bob }
}

/** Bytes that differ from place to place. */
export function patterned(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => (index * 31 + (index >> 8)) & 0xff)
}
