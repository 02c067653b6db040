import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { type TestContext, test } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { Fleet } from './fleet.ts'
import { MycelProcess } from './mycel-process.ts'
import { noiseImage } from './noise-image.ts'

const imageBytes = 100_000

test('a device whose clock says 1970 updates', async (t) => {
  const { config } = await siteWithNews(t)

  const device = at('1970-01-01T00:00:10Z', t, ['node', 'supervise', '--config', config])

  await device.until('phase-confirmed')
})

test('a device whose clock says 2050 takes nothing, and says that its clock may be wrong', async (t) => {
  const { config } = await siteWithNews(t)

  const device = at('2050-01-01T00:00:00Z', t, ['node', 'run', '--config', config])

  const { reason } = await device.until('refresh-failed')
  assert.match(String(reason), /expired at 20\d\d-.*the clock here says 2050-01-01T.*set the clock if it is wrong/)
})

test('a trial is confirmed and rolled back whatever the clock says', async (t) => {
  const { config } = await siteWithNews(t)
  const before = new MycelProcess(['node', 'run', '--config', config])
  assert.equal(await before.ended, 4)

  const trial = at('2050-01-01T00:00:00Z', t, ['node', 'supervise', '--config', config])
  await trial.until('phase-confirmed')
  await new MycelProcess(['node', 'rollback', '--config', config]).ended

  await trial.until('phase-rolled-back')
})

test('a tracker whose clock went back signs nothing, and says so', async (t) => {
  const { fleet } = await siteWithNews(t)
  const place = ['--repo', fleet.repository, '--keys', fleet.keys]
  const image = ['--product', 'hub', '--version', '1.2.0', '--component', `rootfs=${fleet.imagePath('1.0.0')}`]

  const build = at('1970-01-01T00:00:10Z', t, ['release', 'build', ...place, ...image])

  assert.equal(await build.ended, 1)
  assert.match(build.errors, /the clock here says 1970-01-01T.*was signed at 20\d\d-.*: set the clock/)
})

test('a tracker whose clock is past the end of the root does not start', async (t) => {
  const { fleet } = await siteWithNews(t)
  const words = ['--repo', fleet.repository, '--keys', fleet.keys, '--state', `${fleet.directory}/late`]

  const tracker = at('2050-01-01T00:00:00Z', t, ['tracker', 'run', ...words, '--listen', '/ip4/127.0.0.1/tcp/0'])

  assert.equal(await tracker.ended, 1)
  assert.match(tracker.errors, /root\.json is refused .* expired at 20\d\d.*the clock here says 2050.*set the clock/)
})

/** Runs a command whose clock begins at `start`, until the test ends. */
function at(start: string, t: TestContext, words: readonly string[]): MycelProcess {
  const clock = resolve(import.meta.dirname, 'set-clock.ts')
  const command = new MycelProcess(words, { MYCEL_TEST_CLOCK: start, NODE_OPTIONS: `--import ${clock}` })
  t.after(() => command.end('SIGKILL'))
  return command
}

/** A fleet with a device that runs 1.0.0 and a tracker that has 1.1.0. */
async function siteWithNews(t: TestContext) {
  const fleet = await Fleet.make(await temporaryDirectory(t))
  await fleet.publish('1.0.0', noiseImage(1, imageBytes))
  await fleet.publish('1.1.0', noiseImage(2, imageBytes))
  const tracker = await fleet.startTracker()
  t.after(() => tracker.process.end('SIGKILL'))
  return { fleet, config: await fleet.provision('device', '1.0.0', tracker.address) }
}
