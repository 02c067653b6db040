import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { deadlineMs, patterned, TestPeer } from '#test/adapters/libp2p/test-peer.ts'

const mebibyte = 1024 * 1024

test('over a slow link a source is read only as fast as its bytes leave', async (t) => {
  const bytes = patterned(16 * mebibyte)
  let readBytes = 0
  const read = async (offset: number, length: number) => {
    readBytes = offset + length
    return bytes.subarray(offset, offset + length)
  }
  const { promise: sent, resolve } = Promise.withResolvers<number>()
  const bob = await TestPeer.start('bob', {
    request: (_address, responder) => void responder.serve({ totalBytes: bytes.byteLength, read }).then(resolve),
  })
  const alice = await TestPeer.start('alice')
  t.after(() => Promise.all([alice.mesh.stop(), bob.mesh.stop()]))
  await alice.mesh.dial(await relaySlowly(t, bob.address))

  const { options, receivedBytes } = cancelAfter(2 * mebibyte)
  await assert.rejects(alice.fetch(bob, bytes, options))
  const aheadBytes = readBytes - receivedBytes()

  // What the kernel keeps at both ends of two loopback sockets is most of it.
  assert.ok(aheadBytes < 8 * mebibyte, `${aheadBytes} bytes were read ahead`)
  assert.ok((await sent) < bytes.byteLength)
})

/** Options of a fetch that is cancelled when enough has come. */
function cancelAfter(enoughBytes: number) {
  const cancelled = new AbortController()
  let receivedBytes = 0
  const onProgress = (received: number) => {
    receivedBytes = received
    if (received >= enoughBytes) cancelled.abort()
  }
  const signal = AbortSignal.any([cancelled.signal, AbortSignal.timeout(deadlineMs)])
  return { options: { signal, onProgress }, receivedBytes: () => receivedBytes }
}

/** A TCP relay that passes some 64 KiB every 20 ms towards the dialler: the address to dial. */
async function relaySlowly(t: TestContext, address: string): Promise<string> {
  const [, , , , port, ...peer] = address.split('/')
  const sockets: Socket[] = []
  const server = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1')
    sockets.push(near, far)
    near.pipe(far)
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
    far.on('data', (data) => {
      near.write(data)
      far.pause()
      setTimeout(() => far.resume(), 20)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  t.after(() => {
    for (const socket of sockets) socket.destroy()
  })
  return `/ip4/127.0.0.1/tcp/${(server.address() as AddressInfo).port}/${peer.join('/')}`
}
