import assert from 'node:assert/strict'
import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { Fleet } from '#test/node/hostile/fleet.ts'
import { assertRefused, runMycel } from '#test/node/hostile/mycel-command.ts'
import { noiseImage } from '#test/node/hostile/noise-image.ts'

/** What may be wrong with a repository: the file that is torn or forged, and what the message says. */
const damaged: readonly [string, (path: string) => Promise<unknown>, readonly RegExp[]][] = [
  ['metadata/1.root.json', tear, [/root\.json is refused/, /restore its metadata folder from a backup/]],
  ['metadata/1.root.json', forge, [/root\.json is refused/, /restore/]],
  ['metadata/timestamp.json', tear, [/timestamp\.json is refused/, /restore/]],
  ['metadata/timestamp.json', forge, [/timestamp\.json is refused/, /restore/]],
  ['metadata/1.snapshot.json', tear, [/snapshot\.json is refused \(TUF 5\.5\.2\)/, /restore/]],
  ['metadata/1.snapshot.json', rm, [/ENOENT.*1\.snapshot\.json/, /restore/]],
  ['metadata/1.targets.json', forge, [/targets\.json is refused \(TUF 5\.6\.2\)/, /restore/]],
]

test('a tracker does not serve a repository with a torn, forged or missing metadata file', async (t) => {
  const fleet = await fleetAt(t)

  const endings = await Promise.all(
    damaged.map(async ([file, damage], index) => {
      const repository = join(fleet.directory, `repository-${index}`)
      await cp(fleet.repository, repository, { recursive: true })
      await damage(join(repository, file))
      return run(fleet, { '--repo': `repository-${index}` })
    }),
  )

  for (const [index, [, , patterns]] of damaged.entries()) {
    assertRefused(endings[index], new RegExp(`repository .*repository-${index} is damaged`), ...patterns)
  }
})

test('a tracker does not start where it cannot do its work, and says what to do', async (t) => {
  const fleet = await fleetAt(t)
  await Fleet.make(join(fleet.directory, 'other'))
  const tracker = await fleet.startTracker()
  t.after(() => tracker.process.end('SIGKILL'))
  const [, , , , port] = tracker.address.split('/')

  const [empty, noKeys, otherKeys, samePlace, samePort] = await Promise.all([
    run(fleet, { '--repo': 'other' }),
    run(fleet, { '--keys': 'nowhere' }),
    run(fleet, { '--keys': 'other/keys' }),
    run(fleet, { '--state': 'repository.state' }),
    run(fleet, { '--listen': `/ip4/127.0.0.1/tcp/${port}` }),
  ])

  assertRefused(empty, /other is not a mycel repository.*: name another directory, or build a release into it/)
  assertRefused(noKeys, /no key file nowhere\/snapshot\.key: name the folder of your keys/)
  assertRefused(otherKeys, /snapshot key in other\/keys is not one that the root\.json .* names: use the keys/)
  assertRefused(samePlace, /a tracker runs in .*repository\.state already \(it listens on \/ip4.*\): stop it first/)
  assertRefused(samePort, new RegExp(`cannot listen on /ip4/127.0.0.1/tcp/${port}: EADDRINUSE, .*choose another port`))
  assert.equal((await tracker.status()).devices, 0)
})

test('a target or blob that is torn is named when its release is shown, with what to do', async (t) => {
  const fleet = await fleetAt(t)
  const folder = join(fleet.repository, 'targets/hub/1.0.0')
  const [document = ''] = await readdir(folder)
  await tear(join(folder, document))

  const ended = await runMycel(fleet, ['release', 'show', '--repo', 'repository', 'hub', '1.0.0'])

  assertRefused(ended, new RegExp(`${document} is damaged: delete it, then restore it from a backup`))
})

function run(fleet: Fleet, words: Readonly<Record<string, string>>) {
  const own = { '--state': `state-${Object.values(words).join('').replaceAll('/', '-')}` }
  const good = { '--repo': 'repository', '--keys': 'keys', '--listen': '/ip4/127.0.0.1/tcp/0', ...own }
  return runMycel(fleet, ['tracker', 'run', ...Object.entries({ ...good, ...words }).flat()])
}

async function fleetAt(t: TestContext): Promise<Fleet> {
  const fleet = await Fleet.make(await temporaryDirectory(t))
  await fleet.publish('1.0.0', noiseImage(1, 100_000))
  return fleet
}

function tear(path: string): Promise<void> {
  return truncate(path, 100)
}

/** Replaces a digit of a signed fact, and keeps the length. */
async function forge(path: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  await writeFile(
    path,
    text.replace(/"expires":\s*"20(\d)/, (found) => `${found.slice(0, -1)}9`),
  )
}
