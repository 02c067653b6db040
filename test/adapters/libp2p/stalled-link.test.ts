import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { patterned, TestPeer } from '#test/adapters/libp2p/test-peer.ts'

const bytes = patterned(1024 * 1024)

/** When this part is read, the link gets stuck for those who are connected. */
const stuckAt = 512 * 1024

test('a fetch over the WAN whose connection is stuck goes on over another one, where it was', async (t) => {
  const offsets: number[] = []
  const read = async (offset: number, length: number) => {
    offsets.push(offset)
    if (offset === stuckAt) relay.freeze()
    return bytes.subarray(offset, offset + length)
  }
  const seeder = await TestPeer.start('seeder', {
    request: (_address, responder) => void responder.serve({ totalBytes: bytes.byteLength, read }),
  })
  const device = await TestPeer.start('device', { admit: () => ({ type: 'admitted', role: 'seeder', link: 'wan' }) })
  t.after(() => Promise.all([device.mesh.stop(), seeder.mesh.stop()]))
  const relay = await Relay.start(t, seeder.address)
  await device.mesh.dial(relay.address)

  const fetched = await device.fetch(seeder, bytes)

  assert.ok(seeder.name < device.name, 'the seeder chooses among connections, and closes the one before at once')
  assert.ok(Buffer.from(fetched).equals(bytes))
  assert.deepEqual(device.all('left'), [])
  assert.ok(offsets.includes(stuckAt), 'the connection was stuck')
  assert.equal(offsets.filter((offset) => offset === 0).length, 1)
})

/** One way through the relay. */
const latencyMs = 20

/** A TCP relay that can stop to carry what is connected, as a link does that was down; what is dialled then gets through. */
class Relay {
  readonly address: string
  readonly #frozen: Set<Socket>
  readonly #sockets: Set<Socket>

  private constructor(address: string, sockets: Set<Socket>, frozen: Set<Socket>) {
    this.address = address
    this.#sockets = sockets
    this.#frozen = frozen
  }

  static async start(t: TestContext, address: string): Promise<Relay> {
    const [, , , , port, ...peer] = address.split('/')
    const sockets = new Set<Socket>()
    const frozen = new Set<Socket>()
    const carry = (from: Socket, to: Socket): void => {
      sockets.add(from)
      from.on('data', (data) => void setTimeout(() => frozen.has(from) || to.write(data), latencyMs))
      from.on('error', () => {})
      // That a side gives a connection up is heard of before what it says over another one.
      from.on('close', () => to.destroy())
    }
    const server = createServer((near) => {
      const far = connect(Number(port), '127.0.0.1')
      carry(near, far)
      carry(far, near)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => {
      server.close()
      for (const socket of sockets) socket.destroy()
    })
    const relayed = `/ip4/127.0.0.1/tcp/${(server.address() as AddressInfo).port}/${peer.join('/')}`
    return new Relay(relayed, sockets, frozen)
  }

  freeze(): void {
    for (const socket of this.#sockets) this.#frozen.add(socket)
  }
}
