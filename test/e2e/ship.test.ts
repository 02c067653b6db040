import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Launcher, MycelProcess, runMycel } from '#sim/demo/mycel-process.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { noise, worn } from '#test/core/delta/sample-images.ts'

test('a release is shipped by one command: nothing is published while a step fails, and asked again it goes on', async (t) => {
  const { mycel, place, startTracker } = await openBench(t)
  await mycel('keys', 'init', place('keys'))
  const product = ['--repo', place('repo'), '--keys', place('keys'), '--product', 'hub']
  await mycel('release', 'build', ...product, '--version', '1.0.0', '--component', `app=${place('1.0.0.img')}`)
  const ship = ['release', 'ship', place('1.1.0.img'), ...product, '--version', '1.1.0', '--rollout', 'hotfix']
  const releases = async () => JSON.parse(await mycel('release', 'list', '--repo', place('repo'), '--json')).releases

  const unwatched = await startTracker()
  await assert.rejects(mycel(...ship), /the checklist failed at monitoring: .* nothing was published/)
  const published = await releases()
  await unwatched.stop()
  await startTracker('--metrics', '127.0.0.1:0')
  const shipped = await mycel(...ship)
  const again = JSON.parse(await mycel(...ship, '--json'))
  const { items } = JSON.parse(await mycel('rollout', 'list', '--repo', place('repo'), '--json'))

  assert.equal(published.length, 1)
  assert.match(shipped, /^build +app; deltas from 1\.0\.0 +done before$/m)
  assert.match(shipped, /^rehearse +100 devices at 5 sites .* {2,}\d+\.\d s$/m)
  assert.match(shipped, /^start +rollout hub-1\.1\.0, phase share-5 is open/m)
  assert.equal((await releases()).length, 2)
  assert.deepEqual(
    again.steps.map(({ step }: { readonly step: string }) => step),
    ['build', 'preflight', 'rehearse', 'publish', 'start'],
  )
  assert.deepEqual(
    items.map(({ id }: { readonly id: string }) => id),
    ['hub-1.1.0'],
  )
})

/** A folder with two images, and mycel as it is run there. */
async function openBench(t: TestContext) {
  const directory = await temporaryDirectory(t)
  const place = (name: string): string => join(directory, name)
  await mkdir(place('logs'))
  await writeFile(place('1.0.0.img'), noise(200_000))
  await writeFile(place('1.1.0.img'), worn(noise(200_000), 7))
  const launcher: Launcher = { entry: resolve('mycel.ts'), environment: process.env, logDirectory: place('logs') }
  return {
    place,
    mycel: (...words: readonly string[]): Promise<string> => runMycel(launcher, words),
    startTracker: async (...more: readonly string[]): Promise<MycelProcess> => {
      const listening = Promise.withResolvers<void>()
      const where = ['--repo', place('repo'), '--keys', place('keys'), '--listen', '/ip4/127.0.0.1/tcp/0']
      const words = ['tracker', 'run', ...where, '--api', '127.0.0.1:0', ...more]
      const tracker = new MycelProcess(launcher, 'tracker', words, ({ event }) => {
        if (event === 'listening') listening.resolve()
      })
      t.after(() => tracker.stop())
      await listening.promise
      return tracker
    },
  }
}
