import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Command } from 'commander'
import { noise, worn } from '#test/core/delta/sample-images.ts'
import { initialiseKeys } from '#tracker/keys/key-files.ts'
import { registerReleaseCommands } from '#tracker/release/commands.ts'

test('release build, list and show speak of the same release', async (context) => {
  const { directory, run } = await openBench(context)
  const image = noise(100_000)
  await writeFile(join(directory, 'a.img'), image)
  await writeFile(join(directory, 'b.img'), worn(image, 800))
  const build = ['build', '--repo', 'repo', '--keys', 'keys', '--product', 'hub', '--json']
  await run(...build, '--version', '1.0.0', '--component', 'app=a.img')

  const built = JSON.parse(await run(...build, '--version', '1.1.0', '--component', 'app=b.img'))

  assert.equal(built.outcome, 'published')
  const { outcome, bases, leftOut, leftOutPatches, ...summary } = built
  assert.deepEqual(JSON.parse(await run('show', '--repo', 'repo', 'hub', '1.1.0', '--json')), summary)
  assert.match(
    await run('show', '--repo', 'repo', 'hub', '1.1.0'),
    /1\.0\.0\s+[\d,]+\s+\d\.\d %\s+\d\s+0\s+0\s+0\s+2\s+0\n/,
  )
  assert.match(await run('list', '--repo', 'repo'), /hub\s+1\.0\.0\s+-\n\s+hub\s+1\.1\.0\s+1\.0\.0\n/)
})

test('a component that is not NAME=IMAGE is refused with an example', async (context) => {
  const { run } = await openBench(context)

  const running = run(
    'build',
    '--repo',
    'repo',
    '--keys',
    'keys',
    '--product',
    'hub',
    '--version',
    '1.0.0',
    '--component',
    'app',
  )

  await assert.rejects(running, /Write it as NAME=IMAGE, such as rootfs=build\/rootfs\.ext4/)
})

test('--from all, newest and auto stand alone', async (context) => {
  const { directory, run } = await openBench(context)
  await writeFile(join(directory, 'a.img'), noise(100))
  const build = ['build', '--repo', 'repo', '--keys', 'keys', '--product', 'hub', '--version', '1.0.0']

  const running = run(...build, '--component', 'app=a.img', '--from', 'all', '0.9.0')

  await assert.rejects(running, /--from all stands alone/)
})

test('a build says what each base saves a device and the fleet, and what was left out', async (context) => {
  const { directory, run } = await openBench(context)
  const image = noise(100_000)
  const build = ['build', '--repo', 'repo', '--keys', 'keys', '--product', 'hub']
  for (const [minor, name] of ['a.img', 'b.img', 'c.img'].entries()) {
    await writeFile(join(directory, name), minor === 0 ? image : worn(image, 700 + minor))
    if (minor < 2) await run(...build, '--version', `1.${minor}.0`, '--component', `app=${name}`, '--json')
  }
  await writeFile(join(directory, 'fleet.json'), JSON.stringify({ versions: { '1.1.0': 431, '0.9.0': 1 } }))
  const third = [...build, '--version', '1.2.0', '--component', 'app=c.img']

  const built = await run(...third, '--recent', '1', '--fleet', join(directory, 'fleet.json'))
  const again = JSON.parse(await run(...third, '--recent', '1', '--fleet', join(directory, 'fleet.json'), '--json'))

  assert.match(
    built,
    /from\s+devices.*over the fleet\n\s+1\.1\.0\s+431\s+\d+ bytes\s+[\d.]+ KB\s+9\d\.\d %\s+[\d.]+ MB\n/,
  )
  assert.match(
    built,
    /left out.*\n\s+1\.0\.0\s+not recent, and no device reports it\s+0\n\s+0\.9\.0\s+not published here.*\s+1\n/,
  )
  assert.deepEqual(again.bases[0].devices, 431)
  assert.deepEqual(again.leftOut, [
    { version: '1.0.0', devices: 0, reason: 'nobody-runs-it' },
    { version: '0.9.0', devices: 1, reason: 'not-published' },
  ])
})

test('--chunk-bytes cuts the images of a release, also where its base is cut otherwise', async (context) => {
  const { directory, run } = await openBench(context)
  const image = noise(600_000)
  await writeFile(join(directory, 'a.img'), image)
  await writeFile(join(directory, 'b.img'), worn(image, 800))
  const build = ['build', '--repo', 'repo', '--keys', 'keys', '--product', 'hub', '--json']
  await run(...build, '--version', '1.0.0', '--component', 'app=a.img')

  const built = JSON.parse(
    await run(...build, '--version', '1.1.0', '--component', 'app=b.img', '--chunk-bytes', '262144'),
  )

  const [component] = built.components
  assert.equal(component.chunkCount, 3)
  assert.equal(component.deltas[0].baseVersion, '1.0.0')
})

test('--chunk-bytes takes only the sizes of the format', async (context) => {
  const { directory, run } = await openBench(context)
  await writeFile(join(directory, 'a.img'), noise(100))
  const build = ['build', '--repo', 'repo', '--keys', 'keys', '--product', 'hub', '--version', '1.0.0']

  const running = run(...build, '--component', 'app=a.img', '--chunk-bytes', '131072')

  await assert.rejects(running, /Write one of 65536, 262144, 1048576/)
})

test('a published release is not cut anew', async (context) => {
  const { directory, run } = await openBench(context)
  await writeFile(join(directory, 'a.img'), noise(600_000))
  const build = ['build', '--repo', 'repo', '--keys', 'keys', '--product', 'hub', '--version', '1.0.0']
  await run(...build, '--component', 'app=a.img', '--chunk-bytes', '262144')

  const again = await run(...build, '--component', 'app=a.img', '--json')
  const otherwise = run(...build, '--component', 'app=a.img', '--chunk-bytes', '65536')

  assert.equal(JSON.parse(again).outcome, 'unchanged')
  await assert.rejects(otherwise, /published with other images, another chunk size or another security epoch/)
})

/** A folder with keys, and the release commands as run there: words that name files of it are made absolute. */
async function openBench(context: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'mycel-release-'))
  context.after(() => rm(directory, { recursive: true }))
  await initialiseKeys(join(directory, 'keys'))
  const place = (word: string): string =>
    word.replace(/^(repo|keys)$/, join(directory, '$1')).replace(/=(\w+\.img)$/, `=${join(directory, '$1')}`)
  return {
    directory,
    run: async (...words: readonly string[]): Promise<string> => {
      let output = ''
      const program = new Command()
        .exitOverride()
        .configureOutput({ writeOut: (text) => (output += text), writeErr: () => undefined })
      registerReleaseCommands(program)
      await program.parseAsync(['release', ...words.map(place)], { from: 'user' })
      return output
    },
  }
}
