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

  assert.ok(Buffer.from(fetched).equals(bytes))
  assert.deepEqual(device.all('left'), [])
  assert.ok(offsets.includes(stuckAt), 'the connection was stuck')
  assert.equal(offsets.filter((offset) => offset === 0).length, 1)
})

/** A TCP relay whose connections can be frozen, as those that wait for a lost packet; what is dialled then gets through. */
class Relay {
  readonly address: string
  readonly #sockets: Socket[]

  private constructor(address: string, sockets: Socket[]) {
    this.address = address
    this.#sockets = sockets
  }

  static async start(t: TestContext, address: string): Promise<Relay> {
    const [, , , , port, ...peer] = address.split('/')
    const sockets: Socket[] = []
    const server = createServer((near) => {
      const far = connect(Number(port), '127.0.0.1')
      sockets.push(near, far)
      near.pipe(far).pipe(near)
      near.on('error', () => far.destroy())
      far.on('error', () => near.destroy())
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => {
      server.close()
      for (const socket of sockets) socket.destroy()
    })
    return new Relay(`/ip4/127.0.0.1/tcp/${(server.address() as AddressInfo).port}/${peer.join('/')}`, sockets)
  }

  freeze(): void {
    for (const socket of this.#sockets.splice(0)) {
      socket.unpipe()
      socket.pause()
    }
  }
}
