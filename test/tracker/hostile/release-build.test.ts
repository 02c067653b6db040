import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { Fleet } from '#test/node/hostile/fleet.ts'
import { assertRefused, type Ended, runMycel } from '#test/node/hostile/mycel-command.ts'
import { MycelProcess } from '#test/node/hostile/mycel-process.ts'
import { noiseImage } from '#test/node/hostile/noise-image.ts'

/** What each case gives in the place of something good, and what the message says of it. */
const refused: readonly [Readonly<Record<string, string>>, readonly RegExp[]][] = [
  [{ '--component': 'rootfs=gone.img' }, [/image gone\.img cannot be read \(ENOENT/, /check the path/]],
  [{ '--component': 'rootfs=empty.img' }, [/image empty\.img is empty: build it again/]],
  [{ '--component': 'rootfs=keys' }, [/keys is no plain file: name the image file/]],
  [{ '--from': '0.9.0' }, [/no delta can be built from hub 0\.9\.0: choose from 1\.0\.0/]],
  [{ '--version': 'new' }, [/"new" is not a version such as 1\.4\.0/]],
  [{ '--version': '1.0.0' }, [/hub 1\.0\.0 is published with other images.*: choose a new version/]],
  [{ '--keys': 'other/keys' }, [/begins with another root\.json: use the keys that it was made with/]],
  [{ '--keys': 'nowhere' }, [/no key file nowhere\/targets\.key: name the folder of your keys/]],
]

test('what a release cannot be built from is refused, and nothing is published', async (t) => {
  const fleet = await vendorAt(t)

  const endings = await Promise.all(refused.map(([words]) => build(fleet, words)))

  for (const [index, [, patterns]] of refused.entries()) assertRefused(endings[index], ...patterns)
  const listed = await runMycel(fleet, ['release', 'list', '--repo', 'repository'])
  assert.match(listed.output, /hub\s+1\.0\.0\s+-\n$/)
})

test('of two publishers at once one is told to wait, or both releases are published', async (t) => {
  const fleet = await vendorAt(t)

  const endings = await Promise.all([build(fleet, { '--version': '1.1.0' }), build(fleet, { '--version': '1.2.0' })])

  for (const ended of endings) {
    if (ended.exitCode !== 0)
      assertRefused(ended, /another publisher \(process \d+\) is at work: wait until it is done/)
  }
  const again = [await build(fleet, { '--version': '1.1.0' }), await build(fleet, { '--version': '1.2.0' })]
  assert.deepEqual(
    again.map(({ exitCode }) => exitCode),
    [0, 0],
  )
})

test('a build that is interrupted leaves the repository as it was, and can be begun again', async (t) => {
  const fleet = await vendorAt(t)
  await writeFile(join(fleet.directory, 'new.img'), noiseImage(3, 40_000_000))
  const words = Object.entries(goodWords(fleet)).flat()
  const building = new MycelProcess(['release', 'build', ...words])
  t.after(() => building.end('SIGKILL'))
  await building.said(/rootfs 1\.1\.0/)

  await building.end('SIGINT')

  const listed = await runMycel(fleet, ['release', 'list', '--repo', 'repository'])
  assert.match(listed.output, /hub\s+1\.0\.0\s+-\n$/)
  await writeFile(join(fleet.directory, 'new.img'), noiseImage(2, 100_000))
  assert.equal((await build(fleet, {})).exitCode, 0)
})

test('a lock that a killed publisher left does not stop the next one', async (t) => {
  const fleet = await vendorAt(t)
  const killed = new MycelProcess(['keys', 'show', fleet.keys])
  await killed.ended
  await writeFile(join(fleet.repository, '.publishing'), `${killed.pid}\n`)

  const ended = await build(fleet, {})

  assert.equal(ended.exitCode, 0, ended.errors)
  assert.ok(!(await readdir(fleet.repository)).includes('.publishing'))
})

/** A vendor that has published 1.0.0 and has the image of 1.1.0. */
async function vendorAt(t: TestContext): Promise<Fleet> {
  const fleet = await Fleet.make(await temporaryDirectory(t))
  await fleet.publish('1.0.0', noiseImage(1, 100_000))
  await Fleet.make(join(fleet.directory, 'other'))
  await writeFile(join(fleet.directory, 'new.img'), noiseImage(2, 100_000))
  await writeFile(join(fleet.directory, 'empty.img'), '')
  return fleet
}

function goodWords({ directory }: Fleet): Readonly<Record<string, string>> {
  return {
    '--repo': join(directory, 'repository'),
    '--keys': join(directory, 'keys'),
    '--product': 'hub',
    '--version': '1.1.0',
    '--component': `rootfs=${join(directory, 'new.img')}`,
  }
}

function build(fleet: Fleet, words: Readonly<Record<string, string>>): Promise<Ended> {
  return runMycel(fleet, ['release', 'build', '--json', ...Object.entries({ ...goodWords(fleet), ...words }).flat()])
}
