import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { Stream } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { createNode } from '#adapters/libp2p/libp2p-node.ts'
import { controlProtocol } from '#adapters/libp2p/protocols.ts'
import { seedOf } from '#test/adapters/libp2p/test-peer.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { Fleet } from './fleet.ts'
import { MycelProcess } from './mycel-process.ts'
import { noiseImage } from './noise-image.ts'

/** What strangers send to a node that runs. */
const strangers: readonly [string, (stream: Stream) => unknown][] = [
  ['garbage', (stream) => stream.send(Buffer.from('\x05garbage, no message'))],
  ['half a message', (stream) => stream.send(Buffer.from([100, 1, 2, 3]))],
  ['a message without an end', (stream) => stream.send(Buffer.alloc(64 * 1024, 0xff))],
  ['nothing', () => undefined],
]

test('a node goes on and updates while strangers send garbage, half a message, an endless one and nothing', async (t) => {
  const fleet = await Fleet.make(await temporaryDirectory(t))
  await fleet.publish('1.0.0', noiseImage(1, 100_000))
  const tracker = await fleet.startTracker()
  t.after(() => tracker.process.end('SIGKILL'))
  const config = await fleet.provision('device', '1.0.0', tracker.address)
  const port = await freePort()
  await writeFile(config, (await readFile(config, 'utf8')).replace('/tcp/0', `/tcp/${port}`))
  const node = new MycelProcess(['node', 'run', '--config', config, '--verbose'])
  t.after(() => node.end('SIGKILL'))
  await node.until('phase-idle')
  await node.until('peer-joined')

  await Promise.all(strangers.map(([name, misbehave]) => annoy(t, { name, port, misbehave })))
  await fleet.publish('1.1.0', noiseImage(2, 100_000))

  await node.until('phase-staged')
  assert.equal(await node.ended, 4)
  assert.deepEqual(node.events.filter(({ event }) => event === 'mesh-protocol-error').length, 2)
})

/** Connects to a node and misbehaves there; the connection stays as long as the node lets it. */
async function annoy(
  t: TestContext,
  { name, port, misbehave }: { name: string; port: number; misbehave: (stream: Stream) => unknown },
): Promise<void> {
  const stranger = await createNode({ seed: seedOf(name), listen: [], connectionsMax: 8, isBanned: () => false })
  await stranger.start()
  t.after(() => stranger.stop())
  const connection = await stranger.dial(multiaddr(`/ip4/127.0.0.1/tcp/${port}`))
  misbehave(await connection.newStream(controlProtocol))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
