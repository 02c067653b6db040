import assert from 'node:assert/strict'
import { chmod, copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { Fleet } from './fleet.ts'
import { assertRefused, type Ended, runMycel } from './mycel-command.ts'
import { noiseImage } from './noise-image.ts'

const tracker = '/ip4/127.0.0.1/tcp/1/p2p/12D3KooWSL3P65BwY4dnJgafY6z71gRiY67EyEd6guZu15k7YPyt'

/** What each case gives in the place of something good, and what the message says of it. */
const refused: readonly [string, Readonly<Record<string, string>>, readonly RegExp[]][] = [
  ['a missing image', { '--image': 'rootfs=gone.img' }, [/image gone\.img cannot be read \(ENOENT/, /check the path/]],
  ['an empty image', { '--image': 'rootfs=empty.img' }, [/empty\.img has 0 bytes/, /build it again/]],
  ['a folder as the image', { '--image': 'rootfs=keys' }, [/image keys is no file/, /name the file/]],
  [
    'an image larger than its slot',
    { '--slot-bytes': '1000' },
    [/has 100000 bytes, a slot only 1000: raise --slot-bytes/],
  ],
  [
    'a missing root.json',
    { '--root': 'gone.json' },
    [/cannot read root\.json: ENOENT.*'gone\.json'/, /mycel keys init/],
  ],
  ['another file as root.json', { '--root': 'good.img' }, [/good\.img is no root\.json of a fleet/, /take the one/]],
  [
    'the keys of another fleet',
    { '--authority': 'other' },
    [/other\/authority\.key is none of the device authorities/],
  ],
  ['a key that others can read', { '--authority': 'open' }, [/can be read by others \(mode 0644\): run 'chmod 600/]],
  ['a tracker without a peer id', { '--tracker': '/ip4/127.0.0.1/tcp/1' }, [/tracker\.addresses.*\/p2p\//]],
]

test('what cannot be provisioned from is refused, and nothing is left of the device', async (t) => {
  const directory = await factory(t)

  const endings = await Promise.all(refused.map(([, words]) => provision(directory, words)))

  for (const [index, [, , patterns]] of refused.entries()) assertRefused(endings[index], ...patterns)
  assert.ok(!(await readdir(directory)).includes('device'))
})

test('a directory that holds a device, or half of one, is left as it is', async (t) => {
  const directory = await factory(t)
  await mkdir(join(directory, 'half'))
  await writeFile(join(directory, 'half', 'identity.key'), 'half a key')
  const first = await provision(directory, {})

  const second = await provision(directory, {})
  const overHalf = await provision(directory, { '--dir': 'half' })

  assert.equal(first.exitCode, 0)
  assertRefused(second, /device holds a provisioned device already/, /name another directory/)
  assertRefused(overHalf, /half holds the identity\.key of another device/, /name another directory/)
  assert.deepEqual(await readdir(join(directory, 'half')), ['identity.key'])
})

/** A folder with what a factory has, and what it may take by mistake. */
async function factory(t: TestContext): Promise<string> {
  const directory = await temporaryDirectory(t)
  await Fleet.make(directory)
  await Fleet.make(join(directory, 'other-fleet')).then(({ keys }) => copy(keys, join(directory, 'other'), 0o600))
  await copy(join(directory, 'keys'), join(directory, 'open'), 0o644)
  await writeFile(join(directory, 'good.img'), noiseImage(1, 100_000))
  await writeFile(join(directory, 'empty.img'), '')
  return directory
}

async function copy(keys: string, folder: string, mode: number): Promise<void> {
  await mkdir(folder)
  await copyFile(join(keys, 'authority.key'), join(folder, 'authority.key'))
  await chmod(join(folder, 'authority.key'), mode)
}

function provision(directory: string, words: Readonly<Record<string, string>>): Promise<Ended> {
  const good = {
    '--dir': 'device',
    '--authority': 'keys',
    '--root': 'keys/root.json',
    '--tracker': tracker,
    '--product': 'hub',
    '--version': '1.0.0',
    '--image': 'rootfs=good.img',
  }
  return runMycel({ directory }, ['node', 'provision', ...Object.entries({ ...good, ...words }).flat()])
}
