import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmod, copyFile, cp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { Fleet } from './fleet.ts'
import { assertRefused, runMycel } from './mycel-command.ts'
import { MycelProcess } from './mycel-process.ts'
import { noiseImage } from './noise-image.ts'

const imageBytes = 300_000

/** What may be wrong with a device when it starts: how it comes to it, and what the message says. */
const broken: readonly [string, (device: string, fleet: string) => Promise<unknown>, readonly RegExp[]][] = [
  ['no-key', (at) => rm(join(at, 'identity.key')), [/no key file .*identity\.key/]],
  ['open-key', (at) => chmod(join(at, 'identity.key'), 0o644), [/identity\.key can be read by others/, /chmod 600/]],
  [
    'torn-root',
    (at) => truncate(join(at, 'root.json'), 500),
    [/root\.json is no root\.json of a fleet/, /take the one/],
  ],
  [
    'other-root',
    (at, fleet) => copyFile(join(fleet, 'other/keys/root.json'), join(at, 'root.json')),
    [/certificate of \w+ is signed by none of the 1 device authorities/, /issue a new one/],
  ],
  ['torn-certificate', (at) => truncate(join(at, 'certificate.bin'), 20), [/^mycel: certificate/]],
  ['no-slot', (at) => rm(join(at, 'slots/rootfs.b')), [/slots\/rootfs\.b: it does not exist; correct the path/]],
  ['empty-slot', (at) => truncate(join(at, 'slots/rootfs.b'), 0), [/slots\/rootfs\.b: it is empty; a slot needs/]],
  [
    'damaged-boot',
    (at) => damageBoot(at),
    [/boot record in .*: both copies are damaged; .*provision the device again/],
  ],
  ['no-boot', (at) => rm(join(at, 'boot'), { recursive: true }), [/boot: there is no boot record; prepare the device/]],
]

test('a device that cannot run says why, and what to do', async (t) => {
  const { fleet, config } = await deviceAt(t)
  await Fleet.make(join(fleet.directory, 'other'))

  for (const [name, breakIt, patterns] of broken) {
    const device = join(fleet.directory, name)
    await cp(dirname(config), device, { recursive: true })
    await breakIt(device, fleet.directory)
    assertRefused(await runMycel({ directory: device }, ['node', 'run', '--config', 'node.toml']), ...patterns)
  }
})

test('every problem of a configuration is a line with its place and its key', async (t) => {
  const directory = await temporaryDirectory(t)
  await writeFile(join(directory, 'node.toml'), 'prodct = "hub"\n')

  const { exitCode, errors } = await runMycel({ directory }, ['node', 'run', '--config', 'node.toml'])

  assert.match(errors, /^node\.toml:1: prodct: there is no such key: did you mean product\?/m)
  assert.match(errors, /^node\.toml:1: tracker\.addresses: is missing/m)
  assert.equal(exitCode, 1)
})

test('a port that is in use is named in one line, with what to do', async (t) => {
  const { config } = await deviceAt(t)
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as { port: number }
  const device = dirname(config)
  await replaceIn(config, '/tcp/0', `/tcp/${port}`)

  const ended = await runMycel({ directory: device }, ['node', 'run', '--config', 'node.toml'])

  assertRefused(ended, new RegExp(`cannot listen on /ip4/127.0.0.1/tcp/${port}: EADDRINUSE`), /choose another port/)
})

test('a data directory that another node holds is refused, and that node runs on', async (t) => {
  const { config } = await deviceAt(t)
  const node = new MycelProcess(['node', 'run', '--config', config])
  t.after(() => node.end('SIGKILL'))
  await node.until('phase-idle')

  const ended = await runMycel({ directory: dirname(config) }, ['node', 'run', '--config', 'node.toml'])

  assertRefused(ended, /another mycel node is using .*\/state; stop it first/)
  assert.equal(await node.end('SIGTERM'), 0)
})

test('a running slot that somebody shortened is told, and the node updates without it', async (t) => {
  const { fleet, config, address, tracker } = await deviceAt(t)
  assert.ok(address)
  await fleet.publish('1.1.0', noiseImage(2, imageBytes))
  await truncate(join(dirname(config), 'slots/rootfs.a'), 70_000)

  const node = new MycelProcess(['node', 'run', '--config', config])
  t.after(() => Promise.all([node.end('SIGKILL'), tracker.process.end('SIGKILL')]))

  const { reason } = await node.until('image-unreadable')
  assert.match(String(reason), /slot: has 70000 bytes, and the image in it 300000/)
  await node.until('phase-staged')
  assert.equal(await node.ended, 4)
})

/** A device that has never run, with a tracker to find. */
async function deviceAt(t: TestContext) {
  const fleet = await Fleet.make(await temporaryDirectory(t))
  await fleet.publish('1.0.0', noiseImage(1, imageBytes))
  const tracker = await fleet.startTracker()
  t.after(() => tracker.process.end('SIGKILL'))
  return { fleet, tracker, address: tracker.address, config: await fleet.provision('device', '1.0.0', tracker.address) }
}

async function damageBoot(device: string): Promise<void> {
  for (const copy of ['boot.0', 'boot.1']) await writeFile(join(device, 'boot', copy), 'torn')
}

async function replaceIn(path: string, from: string, to: string): Promise<void> {
  await writeFile(path, (await readFile(path, 'utf8')).replace(from, to))
}
