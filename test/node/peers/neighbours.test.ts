import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { peerNameOf } from '#adapters/keys/peer-name.ts'
import { LevelStore } from '#adapters/level/level-store.ts'
import { Mesh } from '#adapters/libp2p/mesh.ts'
import type { Admission, MeshHandlers } from '#adapters/libp2p/mesh-handlers.ts'
import { Log } from '#adapters/log/log.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'
import type { NeighbourState } from '#core/neighbours/neighbour.ts'
import { fullReason } from '#core/neighbours/neighbour-book.ts'
import { Random } from '#core/random.ts'
import { Neighbours } from '#node/peers/neighbours.ts'
import { RememberedPeers } from '#node/peers/remembered-peers.ts'
import { deadlineMs, helloOfTests, seedOf } from '#test/adapters/libp2p/test-peer.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { addressOf, nameOf } from '#test/core/neighbours/peer-names.ts'

interface DeviceOptions {
  readonly neighboursMax?: number
  /** Addresses that it remembers. */
  readonly remembers?: readonly string[]
  readonly admits?: (peer: PeerName) => Admission
}

const silent = new Log('error', { write: () => undefined })
const admitted: Admission = { type: 'admitted', role: 'device', link: 'lan' }
const full: Admission = { type: 'refused', reason: fullReason }

/** A device as far as its neighbours are concerned: a real mesh, a real store, and nothing to exchange. */
class TestDevice {
  readonly neighbours: Neighbours
  readonly #mesh: Mesh
  readonly #events: EventEmitter

  private constructor(mesh: Mesh, neighbours: Neighbours, events: EventEmitter) {
    this.#mesh = mesh
    this.neighbours = neighbours
    this.#events = events
  }

  static async start(t: TestContext, name: string, options: DeviceOptions = {}): Promise<TestDevice> {
    const { neighboursMax = 24, remembers = [], admits } = options
    const store = await LevelStore.open(await temporaryDirectory(t))
    const remembered = new RememberedPeers(store)
    await remembered.keep(remembers, 0)
    const seed = seedOf(name)
    const self = peerNameOf(signingKeyFromSeed(seed).publicKey)
    const neighbours = new Neighbours({ self, neighboursMax, random: new Random(1, name), remembered, log: silent })
    const events = new EventEmitter()
    const handlers: MeshHandlers = {
      hello: () => ({ ...helloOfTests, listen: mesh.addresses() }),
      admit: (peer) => admits?.(peer) ?? (neighbours.hasPlaceFor(peer) ? admitted : full),
      joined: (joined) => events.emit('event', neighbours.joined(joined)),
      left: (peer, reason) => events.emit('event', neighbours.left(peer, reason)),
      message: (peer, message) => {
        if (message.type === 'peers') neighbours.answered(peer, message.addresses)
        if (message.type !== 'peers-request') return
        mesh.send(peer, { type: 'peers', addresses: neighbours.addressesFor(peer, 16) })
      },
      request: (_peer, _address, responder) => responder.refuse('missing'),
      notice: (notice) => events.emit('event', neighbours.noticed(notice)),
    }
    const mesh = await Mesh.start({ seed, listen: ['/ip4/127.0.0.1/tcp/0'], mdns: undefined, handlers })
    t.after(async () => {
      neighbours.stop()
      await mesh.stop()
      await store.close()
    })
    await neighbours.start({
      dial: (...addresses) => mesh.dial(...addresses),
      drop: (peer, reason) => mesh.drop(peer, reason),
      ask: (peer) => mesh.send(peer, { type: 'peers-request' }),
    })
    return new TestDevice(mesh, neighbours, events)
  }

  get name(): PeerName {
    return this.#mesh.peer
  }

  get address(): string {
    return this.#mesh.addresses()[0] ?? ''
  }

  get joined(): readonly PeerName[] {
    return this.neighbours.book.joinedNeighbours().map(({ peer }) => peer)
  }

  stateOf({ name }: TestDevice): NeighbourState | undefined {
    return this.neighbours.book.get(name)?.state
  }

  /** Waits until something holds after an event of the mesh. */
  async until(holds: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(deadlineMs)
    while (!holds()) await once(this.#events, 'event', { signal })
  }
}

test('a remembered peer is joined, and a third one through it', async (t) => {
  const alice = await TestDevice.start(t, 'alice')
  const bob = await TestDevice.start(t, 'bob', { remembers: [alice.address] })
  await bob.until(() => bob.joined.length === 1)
  const carol = await TestDevice.start(t, 'carol', { remembers: [bob.address] })

  await carol.until(() => carol.joined.length === 2)

  const found = [alice, bob].map(({ name }) => carol.neighbours.book.get(name)?.found)
  assert.deepEqual(found, ['exchange', 'remembered'])
  assert.equal(alice.neighbours.book.get(bob.name)?.found, 'inbound')
  assert.equal(alice.neighbours.aloneMs, undefined)
})

test('why a peer is not joined is in the books of both sides', async (t) => {
  const alice = await TestDevice.start(t, 'alice', { admits: () => ({ type: 'refused', reason: 'no certificate' }) })
  const bob = await TestDevice.start(t, 'bob', { remembers: [alice.address] })

  await bob.until(() => bob.stateOf(alice)?.type === 'refused')
  await alice.until(() => alice.stateOf(bob)?.type === 'refused')

  const [ofAlice, ofBob] = [bob.stateOf(alice), alice.stateOf(bob)]
  assert.ok(ofAlice?.type === 'refused' && ofBob?.type === 'refused')
  assert.deepEqual([ofAlice.by, ofAlice.reason], ['peer', 'no certificate'])
  assert.deepEqual([ofBob.by, ofBob.reason], ['us', 'no certificate'])
})

test('a peer that has no place says so', async (t) => {
  const alice = await TestDevice.start(t, 'alice', { admits: () => full })
  const bob = await TestDevice.start(t, 'bob', { remembers: [alice.address] })

  await bob.until(() => bob.stateOf(alice)?.type === 'full')

  const state = bob.stateOf(alice)
  assert.ok(state?.type === 'full' && state.by === 'peer')
})

test('who is joined is told to nobody but those who ask, and an answer that was not asked for is not heard', async (t) => {
  const alice = await TestDevice.start(t, 'alice')
  const bob = await TestDevice.start(t, 'bob', { remembers: [alice.address] })
  await bob.until(() => bob.joined.length === 1)

  assert.deepEqual(bob.neighbours.addressesFor(alice.name, 16), [])
  bob.neighbours.answered(nameOf(1), [addressOf(2)])

  assert.equal(bob.neighbours.book.get(nameOf(2)), undefined)
})

test('with more devices than places every device gets neighbours, and none keeps too many', async (t) => {
  const devices: TestDevice[] = []
  for (let number = 0; number < 9; number++) {
    const remembers = devices.map(({ address }) => address)
    const device = await TestDevice.start(t, `device ${number}`, { neighboursMax: 4, remembers })
    if (number > 0) await device.until(() => device.joined.length > 0)
    devices.push(device)
  }

  for (const device of devices) await device.until(() => device.joined.length > 0 && device.joined.length <= 4)
})
