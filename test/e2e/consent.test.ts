import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { MycelProcess, runMycel } from '#sim/demo/mycel-process.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { noise } from '#test/core/delta/sample-images.ts'

test('a device whose owner is asked says so, and takes the release that he approves of', {
  timeout: 120_000,
}, async (t) => {
  const directory = await temporaryDirectory(t)
  const place = (name: string): string => join(directory, name)
  await mkdir(place('logs'))
  const launcher = { entry: resolve('mycel.ts'), environment: process.env, logDirectory: place('logs') }
  const mycel = (...words: string[]): Promise<string> => runMycel(launcher, words)
  await writeFile(place('1.0.0.img'), noise(200_000))
  await writeFile(place('2.0.0.img'), noise(200_000, 7))
  await mycel('keys', 'init', place('keys'))
  for (const version of ['1.0.0', '2.0.0']) {
    const repository = ['--repo', place('repo'), '--keys', place('keys'), '--product', 'hub']
    await mycel('release', 'build', ...repository, '--version', version, '--component', `app=${place(version)}.img`)
  }
  const listening = Promise.withResolvers<string>()
  const trackerWords = ['--repo', place('repo'), '--keys', place('keys'), '--listen', '/ip4/127.0.0.1/tcp/0']
  const tracker = new MycelProcess(launcher, 'tracker', ['tracker', 'run', ...trackerWords], (event) => {
    if (event.event === 'listening') listening.resolve(String(event['address']))
  })
  t.after(() => tracker.stop())
  const trust = ['--authority', place('keys'), '--root', place('keys/root.json'), '--tracker', await listening.promise]
  const image = ['--product', 'hub', '--version', '1.0.0', '--image', `app=${place('1.0.0.img')}`]
  await mycel('node', 'provision', '--dir', place('device'), ...trust, ...image, '--listen', '/ip4/127.0.0.1/tcp/0')
  const config = place('device/node.toml')
  const written = await readFile(config, 'utf8')
  await writeFile(
    config,
    written.replace('consent = "given"', 'consent = "ask"').replace('mdns = true', 'mdns = false'),
  )

  const confirmed = Promise.withResolvers<void>()
  const device = new MycelProcess(launcher, 'device', ['node', 'supervise', '--config', config], (event) => {
    if (event.event === 'phase-confirmed') confirmed.resolve()
  })
  t.after(() => device.stop())
  let waiting = ''
  // Each look is a process of its own; the device has yet to start, and to hear of the release.
  while (!waiting.includes('2.0.0')) waiting = await mycel('node', 'updates', '--config', config).catch(() => '')
  const approved = await mycel('node', 'approve', '2.0.0', '--config', config, '--json')
  await confirmed.promise
  const after = await mycel('node', 'updates', '--config', config)

  assert.match(waiting, /next +2\.0\.0 waits: its owner is asked first: 'mycel node approve 2\.0\.0' takes it/)
  assert.deepEqual(JSON.parse(approved), { approved: '2.0.0' })
  assert.match(after, /2\.0\.0 +not taken: it runs/)
})
