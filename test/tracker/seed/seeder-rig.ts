import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import type { TestContext } from 'node:test'
import { peerNameOf } from '#adapters/keys/peer-name.ts'
import { Mesh } from '#adapters/libp2p/mesh.ts'
import { Log } from '#adapters/log/log.ts'
import type { UploadLimit } from '#adapters/net/upload-limit.ts'
import { type Address, payloadAddress } from '#core/address.ts'
import type { Digest } from '#core/digest.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Message } from '#core/exchange/message.ts'
import { issueCertificate } from '#core/identity/certificate.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'
import { deadlineMs, seedOf } from '#test/adapters/libp2p/test-peer.ts'
import { vendor } from '#test/core/metadata/vendor.ts'
import type { Repository } from '#tracker/release/repository.ts'
import type { ReportIntake } from '#tracker/seed/report-intake.ts'
import { Seeder } from '#tracker/seed/seeder.ts'
import { ServedBytes, type ServedTotals } from '#tracker/seed/served-bytes.ts'

const loopback = ['/ip4/127.0.0.1/tcp/0']

/** Lets a test wait for the end of a number of serves. */
class WatchedBytes extends ServedBytes {
  readonly #events = new EventEmitter()
  #serves = 0

  override add(path: string, bytes: number): void {
    super.add(path, bytes)
    this.#serves += 1
    this.#events.emit('served')
  }

  async afterServes(count: number): Promise<ServedTotals> {
    const signal = AbortSignal.timeout(deadlineMs)
    while (this.#serves < count) await once(this.#events, 'served', { signal })
    return this.totals()
  }
}

/** A seeder that lets a test wait for what it does. */
class WatchedSeeder extends Seeder {
  override readonly served = new WatchedBytes()
  readonly #left = Promise.withResolvers<void>()

  /** Resolves once a device has left. */
  get oneHasLeft(): Promise<void> {
    return this.#left.promise
  }

  override left(peer: PeerName, reason: string): void {
    super.left(peer, reason)
    this.#left.resolve()
  }
}

/** A seeder on loopback that stops with the test. */
export interface RunningSeeder {
  readonly seeder: WatchedSeeder
  readonly peer: PeerName
  readonly address: string
}

/** Seeds a repository to the devices that the vendor of tests has certified. */
export async function startSeeder(
  t: TestContext,
  repository: Repository,
  uploadLimit?: UploadLimit,
  reports?: ReportIntake,
): Promise<RunningSeeder> {
  const seed = seedOf('seeder')
  const log = Log.toStandardOutput('silent')
  const authorities = [vendor.authority.publicKey]
  const seeder = new WatchedSeeder({ self: nameOf('seeder'), repository, authorities, uploadLimit, reports, log })
  const mesh = await Mesh.start({ seed, listen: loopback, mdns: undefined, handlers: seeder })
  seeder.connect(mesh)
  t.after(async () => {
    seeder.stop()
    await mesh.stop()
  })
  const [address] = mesh.addresses()
  assert.ok(address, 'the seeder listens')
  return { seeder, peer: mesh.peer, address }
}

/** The peer that a test calls by a name. */
export function nameOf(name: string): PeerName {
  return peerNameOf(signingKeyFromSeed(seedOf(name)).publicKey)
}

/** What the vendor of tests certifies of a peer. */
export function certificateFor(name: string): Uint8Array {
  return issueCertificate({ peer: nameOf(name), product: 'hub', tags: [] }, vendor.authority)
}

/** A device of the fleet as far as a seeder sees it: it joins, asks, and keeps what it is told. */
export class SeededDevice {
  readonly messages: Message[] = []
  #mesh: Mesh | undefined
  #wake = Promise.withResolvers<void>()

  /** Does not dial yet. */
  static async start(t: TestContext, name: string, certificate = certificateFor(name)): Promise<SeededDevice> {
    const device = new SeededDevice()
    const mesh: Mesh = await Mesh.start({
      seed: seedOf(name),
      listen: loopback,
      mdns: undefined,
      handlers: {
        hello: () => {
          return {
            type: 'hello',
            features: [],
            certificate,
            role: 'device',
            ranking: 1,
            listen: mesh.addresses(),
            images: [],
          }
        },
        admit: () => ({ type: 'admitted', role: 'seeder', link: 'wan' }),
        joined: () => {},
        left: () => {},
        message: (_peer, message) => device.#hear(message),
        request: (_peer, _address, responder) => responder.refuse('missing'),
        notice: () => {},
      },
    })
    device.#mesh = mesh
    t.after(() => mesh.stop())
    return device
  }

  /** A certified device that has joined a seeder and was told its head. */
  static async join(t: TestContext, name: string, { address }: RunningSeeder): Promise<SeededDevice> {
    const device = await SeededDevice.start(t, name)
    await device.mesh.dial(address)
    await device.until('head')
    return device
  }

  get mesh(): Mesh {
    assert.ok(this.#mesh, 'the mesh is started')
    return this.#mesh
  }

  get addresses(): readonly string[] {
    return this.mesh.addresses()
  }

  /** Waits until `count` messages of a type came, and returns the last of them. */
  async until<Type extends Message['type']>(type: Type, count = 1): Promise<Extract<Message, { readonly type: Type }>> {
    const deadline = AbortSignal.timeout(deadlineMs)
    const late = new Promise<never>((_, reject) => {
      deadline.addEventListener('abort', () => reject(new Error(`no ${type} within ${deadlineMs} ms`)))
    })
    // The deadline may pass after the message came.
    late.catch(() => undefined)
    for (;;) {
      const found = this.messages.filter((message) => message.type === type)[count - 1]
      if (found !== undefined) return found as Extract<Message, { readonly type: Type }>
      await Promise.race([this.#wake.promise, late])
    }
  }

  fetch(from: RunningSeeder, digest: Digest, bytes: number): Promise<Uint8Array> {
    return this.fetchAt(from, payloadAddress(digest), bytes)
  }

  fetchAt(from: RunningSeeder, address: Address, bytes: number): Promise<Uint8Array> {
    const signal = AbortSignal.timeout(deadlineMs)
    return this.mesh.fetch(from.peer, address, bytes, { signal, onProgress: () => {} })
  }

  #hear(message: Message): void {
    this.messages.push(message)
    this.#wake.resolve()
    this.#wake = Promise.withResolvers()
  }
}
