import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import type { Connection, Stream } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { FrameStream } from '#adapters/libp2p/frame-stream.ts'
import { createNode } from '#adapters/libp2p/libp2p-node.ts'
import { controlProtocol, fetchProtocol, inboundFetchStreamsMax } from '#adapters/libp2p/protocols.ts'
import { payloadAddress } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import { decodeFetchAnswer, encodeFetch, rangeBytesMax } from '#core/exchange/fetch-message.ts'
import { encodeMessage, messageBytesMax } from '#core/exchange/message.ts'
import { deadlineMs, helloOfTests, patterned, seedOf, serving, TestPeer } from '#test/adapters/libp2p/test-peer.ts'

const bytes = patterned(100_000)
const head = encodeMessage({ type: 'head', rootVersion: 1, timestampVersion: 1 })

type Misbehaviour = (stream: Stream, frames: FrameStream) => Promise<unknown>

/** What a stranger may send to a mesh before it is admitted, and what the mesh says of it. */
const garbled: readonly [string, Misbehaviour, RegExp][] = [
  ['garbage', async (stream) => stream.send(Buffer.from('\x05garbage, no message')), /message: /],
  ['a length without an end', async (stream) => stream.send(Buffer.alloc(64 * 1024, 0xff)), /endless length/],
  ['a frame that is too long', async (stream) => stream.send(Buffer.from([0xff, 0xff, 0x7f])), /too long/],
  ['a message before hello', async (_stream, frames) => frames.write(head, deadlineMs), /begins with head/],
]

/** How a stranger may try to stay without ever being admitted. */
const silent: readonly [string, Misbehaviour][] = [
  ['half a frame and then nothing', async (stream) => stream.send(Buffer.from([100, 1, 2, 3]))],
  ['nothing', async () => {}],
  ['a byte now and then', async (stream) => drip(stream)],
]

for (const [name, misbehave, reason] of garbled) {
  test(`a stranger that sends ${name} is closed, and the mesh serves on`, async (t) => {
    const { mesh, connection } = await connectStranger(t)
    const closed = closing(connection)

    const stream = await connection.newStream(controlProtocol)
    await misbehave(stream, framesOf(stream))
    await closed

    const { notice } = await mesh.until('notice')
    assert.match(notice.type === 'protocol-error' ? notice.reason : notice.type, reason)
    assert.deepEqual(mesh.all('joined'), [])
    await assertServes(t, mesh)
  })
}

test('a stranger that does not end its handshake is closed after five seconds', { concurrency: true }, async (t) => {
  await Promise.all(
    silent.map(([name, misbehave]) =>
      t.test(`it sends ${name}`, async (t) => {
        const { mesh, connection } = await connectStranger(t)
        const closed = closing(connection)

        const stream = await connection.newStream(controlProtocol)
        await misbehave(stream, framesOf(stream))
        await closed

        const { notice } = await mesh.until('notice')
        assert.equal(notice.type === 'protocol-error' && notice.reason, 'the handshake did not end within 5 s')
        await assertServes(t, mesh)
      }),
    ),
  )
})

test('a fetch before the admission is reset', async (t) => {
  const { connection } = await connectStranger(t)

  const frames = framesOf(await connection.newStream(fetchProtocol))
  await frames.write(encodeFetch({ address: payloadAddress(sha256(bytes)), offset: 0 }), deadlineMs)

  assert.equal(await frames.read(deadlineMs), undefined)
})

test('a request for what lies beyond the end is answered from the beginning', async (t) => {
  const { connection } = await joinStranger(t)

  const frames = framesOf(await connection.newStream(fetchProtocol))
  await frames.write(encodeFetch({ address: payloadAddress(sha256(bytes)), offset: bytes.byteLength }), deadlineMs)
  const answer = await frames.read(deadlineMs)

  assert.ok(answer)
  assert.deepEqual(decodeFetchAnswer(answer.subarray()), { type: 'found', totalBytes: bytes.byteLength, offset: 0 })
})

test('an admitted peer that floods messages is dropped, and the mesh serves on', async (t) => {
  const { mesh, connection, control } = await joinStranger(t)
  const closed = closing(connection)

  for (let count = 0; count < 1_000; count++) if (!(await control.write(head, deadlineMs))) break
  await closed

  assert.match((await mesh.until('left')).reason, /more than 200 messages a second/)
  await assertServes(t, mesh)
})

test('an admitted peer that sends more than a window of unread bytes is dropped', async (t) => {
  const { mesh, connection, control } = await joinStranger(t)
  const closed = closing(connection)

  while (await control.write(new Uint8Array(messageBytesMax).fill(1), deadlineMs));
  await closed

  await mesh.until('left')
  await assertServes(t, mesh)
})

test('an admitted peer that says hello twice is dropped', async (t) => {
  const { mesh, control } = await joinStranger(t)

  await control.write(encodeMessage(helloOfTests), deadlineMs)

  assert.equal((await mesh.until('left')).reason, 'says hello twice')
})

test('an admitted peer that opens more than 16 fetch streams is dropped', async (t) => {
  const { mesh, connection } = await joinStranger(t)

  const opening = Array.from({ length: inboundFetchStreamsMax + 1 }, () => connection.newStream(fetchProtocol))
  await Promise.allSettled(opening)

  assert.equal((await mesh.until('left')).reason, 'opens more than 16 fetch streams')
  await assertServes(t, mesh)
})

test('an admitted peer that asks in garbage is dropped', async (t) => {
  const { mesh, connection } = await joinStranger(t)

  const frames = framesOf(await connection.newStream(fetchProtocol))
  await frames.write(Buffer.from('garbage'), deadlineMs)

  assert.equal(await frames.read(deadlineMs), undefined)
  await mesh.until('left')
  assert.equal((await mesh.until('notice')).notice.type, 'protocol-error')
  await assertServes(t, mesh)
})

test('a peer that offers a body without an end is not read to the end', async (t) => {
  const { mesh, node } = await joinStranger(t)
  await node.handle(fetchProtocol, async (stream) => {
    const frames = framesOf(stream)
    await frames.read(deadlineMs)
    await frames.write(Buffer.from([8, 1, 16, 10]), deadlineMs)
    await frames.write(new Uint8Array(8), deadlineMs)
    while (await frames.write(new Uint8Array(rangeBytesMax), deadlineMs));
  })

  const stranger = node.peerId.toString() as TestPeer['name']
  const fetching = mesh.mesh.fetch(stranger, payloadAddress(sha256(bytes)), 10, {
    signal: AbortSignal.timeout(deadlineMs),
    onProgress: () => {},
  })

  await assert.rejects(fetching, /longer than 10 bytes/)
  assert.equal((await mesh.until('notice')).notice.type, 'protocol-error')
})

/** A mesh, and a libp2p node that is connected to it and follows no protocol. */
async function connectStranger(t: TestContext) {
  const mesh = await TestPeer.start('mesh', serving(bytes))
  const node = await createNode({ seed: seedOf('stranger'), listen: [], connectionsMax: 8, isBanned: () => false })
  await node.start()
  t.after(() => Promise.all([mesh.mesh.stop(), node.stop()]))
  return { mesh, node, connection: await node.dial(multiaddr(mesh.address)) }
}

/** The same, after a proper handshake. */
async function joinStranger(t: TestContext) {
  const { mesh, node, connection } = await connectStranger(t)
  const control = framesOf(await connection.newStream(controlProtocol))
  await control.write(encodeMessage(helloOfTests), deadlineMs)
  await control.write(new Uint8Array(0), deadlineMs)
  await mesh.until('joined')
  return { mesh, node, connection, control }
}

/** Half a frame, byte by byte, until the stream closes. */
function drip(stream: Stream): void {
  stream.send(Buffer.from([100]))
  const timer = setInterval(() => stream.send(Buffer.from([1])), 500)
  stream.addEventListener('close', () => clearInterval(timer), { once: true })
}

function framesOf(stream: Stream): FrameStream {
  return new FrameStream(stream, { frameBytesMax: rangeBytesMax, unreadBytesMax: 1024 * 1024 })
}

function closing(connection: Connection): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  connection.addEventListener('close', () => resolve(), { once: true })
  const timer = setTimeout(() => reject(new Error('the connection stays open')), deadlineMs)
  return promise.finally(() => clearTimeout(timer))
}

async function assertServes(t: TestContext, mesh: TestPeer): Promise<void> {
  const honest = await TestPeer.start('honest')
  t.after(() => honest.mesh.stop())
  await honest.mesh.dial(mesh.address)
  const fetched = await honest.fetch(mesh, bytes)
  assert.ok(Buffer.from(fetched).equals(bytes))
}
