import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { parseNodeConfig } from '#adapters/config/node-config.ts'
import { nodeConfigText } from '#adapters/config/node-config-text.ts'
import { provision } from '#node/provision/provision.ts'
import { askNode, askStatus } from '#node/status/owner-api.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { noise, worn } from '#test/core/delta/sample-images.ts'
import { Fleet, product } from '#test/node/hostile/fleet.ts'
import { scrape, startHub, type TestHub } from '#test/node/running-site.ts'
import { keyFile, rootFile } from '#tracker/keys/key-files.ts'
import { serveFolder } from './static-server.ts'

/** A vendor without a tracker, who has published 1.0.0 and 1.1.0; `next` is the image of 1.1.0. */
async function publish(t: TestContext, next = worn(noise(200_000), 700)): Promise<Fleet> {
  const fleet = await Fleet.make(await temporaryDirectory(t))
  await fleet.publish('1.0.0', noise(200_000))
  await fleet.publish('1.1.0', next)
  return fleet
}

/** A device that runs 1.0.0 and knows web servers, and perhaps neighbours. */
async function provisionHub(
  fleet: Fleet,
  name: string,
  { sources, port = 0, peers = [] }: { sources: readonly string[]; port?: number; peers?: readonly string[] },
): Promise<TestHub & { readonly peer: string }> {
  const directory = join(fleet.directory, name)
  const { peer } = await provision({
    directory,
    authorityKey: keyFile(fleet.keys, 'authority'),
    root: rootFile(fleet.keys),
    trackers: [],
    httpSources: sources,
    product,
    version: '1.0.0',
    images: [{ component: 'rootfs', path: fleet.imagePath('1.0.0') }],
    tags: [],
    securityEpoch: 0,
    slotBytes: undefined,
    listen: undefined,
    serviceTag: undefined,
  })
  const text = nodeConfigText({
    product,
    trackerAddresses: [],
    httpSources: sources,
    listen: [`/ip4/127.0.0.1/tcp/${port}`],
    mdns: false,
    peers,
    components: [{ name: 'rootfs', slotA: 'slots/rootfs.a', slotB: 'slots/rootfs.b' }],
  })
  const config = parseNodeConfig(text, join(directory, 'node.toml'))
  const metrics = { listen: { host: '127.0.0.1', port: 0 } }
  return { directory, peer, config: { ...config, metrics, reboot: { policy: 'manual' } } }
}

test('without any tracker a device takes a release from a plain web server, and confirms it', async (t) => {
  const fleet = await publish(t)
  const server = await serveFolder(t, fleet.repository)
  const hub = await provisionHub(fleet, 'device', { sources: [server.url] })

  const before = startHub(t, hub)
  await before.log.until('phase-staged')
  const staged = await askStatus(hub.directory)
  const page = await scrape(before.log)
  await askNode(hub.directory, { type: 'reboot' })
  assert.equal(await before.ended, 4)
  const after = startHub(t, hub)
  await after.log.until('phase-confirmed')
  assert.equal(await after.stop(), 0)

  assert.ok(staged)
  const { receivedBytes, httpBytes } = staged.traffic
  assert.deepEqual(staged.webServers, { joined: 1, configured: 1 })
  assert.ok(httpBytes > 0)
  assert.deepEqual(receivedBytes, { lan: 0, wan: httpBytes })
  assert.ok(staged.socketBytes.wan > httpBytes, 'what HTTP adds is counted at the sockets')
  assert.match(page, new RegExp(`^mycel_payload_bytes_total\\{source="http",kind="payload"\\} ${httpBytes}$`, 'm'))
})

test('what a web server does not have comes from a neighbour', async (t) => {
  const fleet = await publish(t)
  const whole = await serveFolder(t, fleet.repository)
  const partial = await serveFolder(t, fleet.repository, (path, file) =>
    path.startsWith('/blobs/') ? undefined : file,
  )
  const port = await freePort()
  const first = await provisionHub(fleet, 'first', { sources: [whole.url], port })
  const neighbour = `/ip4/127.0.0.1/tcp/${port}/p2p/${first.peer}`
  const second = await provisionHub(fleet, 'second', { sources: [partial.url], peers: [neighbour] })
  await startHub(t, first).log.until('phase-staged')

  await startHub(t, second).log.until('phase-staged')

  const status = await askStatus(second.directory)
  assert.ok(status)
  assert.equal(status.webServers.joined, 1)
  assert.ok(status.traffic.receivedBytes.lan > 0)
})

test('a web server that lies is banned, and another one brings the release', async (t) => {
  // Nothing of 1.0.0 helps: a payload for each chunk.
  const fleet = await publish(t, noise(1_000_000, 7))
  const flip = (file: Buffer): Buffer => Buffer.from(file.map((byte, index) => (index === 0 ? byte ^ 1 : byte)))
  const liar = await serveFolder(t, fleet.repository, (path, file) => (path.startsWith('/blobs/') ? flip(file) : file))
  const honest = await serveFolder(t, fleet.repository)
  const { directory, config } = await provisionHub(fleet, 'device', { sources: [liar.url, honest.url] })

  const { log } = startHub(t, { directory, config })
  await log.until('phase-staged')
  const ban = await log.until('peer-banned')

  assert.equal(ban['peer'], liar.url)
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
