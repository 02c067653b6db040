import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { MycelProcess, type ProcessEvent, runMycel } from '#sim/demo/mycel-process.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { noise } from '#test/core/delta/sample-images.ts'

test('a release whose trial fails is rolled back after three boots, and the device says why', async (t) => {
  const directory = await temporaryDirectory(t)
  const place = (name: string): string => join(directory, name)
  await mkdir(place('logs'))
  const launcher = { entry: resolve('mycel.ts'), environment: process.env, logDirectory: place('logs') }
  const mycel = (...words: string[]): Promise<string> => runMycel(launcher, words)
  await writeFile(place('1.0.0.img'), noise(200_000))
  await writeFile(place('2.0.0.img'), noise(200_000, 7))
  const build = (version: string): Promise<string> => {
    const repository = ['--repo', place('repo'), '--keys', place('keys'), '--product', 'hub']
    return mycel('release', 'build', ...repository, '--version', version, '--component', `app=${place(version)}.img`)
  }
  await mycel('keys', 'init', place('keys'))
  await build('1.0.0')
  await build('2.0.0')

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
  await writeFile(config, (await readFile(config, 'utf8')).replace('fail = false', 'fail = true'))

  const boots: string[] = []
  const rolledBack = Promise.withResolvers<ProcessEvent>()
  const device = new MycelProcess(launcher, 'device', ['node', 'supervise', '--config', config], (event) => {
    if (event.event === 'boot-booting') boots.push(String(event['detail']))
    if (event.event === 'phase-rolled-back') rolledBack.resolve(event)
  })
  t.after(() => device.stop())
  const { release, detail } = await rolledBack.promise
  const status = await mycel('node', 'status', '--config', config)

  assert.equal(release, '2.0.0')
  assert.match(String(detail), /the health check failed: the test switch trial\.fail is on/)
  assert.deepEqual(boots, [
    'booting slot a (1.0.0)',
    'booting slot b (2.0.0), trial boot 1 of 3',
    'booting slot b (2.0.0), trial boot 2 of 3',
    'booting slot b (2.0.0), trial boot 3 of 3',
    'booting slot a (1.0.0)',
  ])
  assert.match(status, /rolled back +2\.0\.0: the health check failed/)
  assert.match(status, /slot a +1\.0\.0 \(active\)/)
})
