import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { replayText } from '#sim/replay/replay.ts'
import { assertRefused, type Ended, runMycel } from '#test/node/hostile/mycel-command.ts'
import { failure } from '#test/sim/replay/failure.ts'

/** A site of four devices, and a promise that is kept. */
const scenario = `title: Four devices at one site.
fleet: {sites: [{name: shop, devices: 4}]}
release: {image: 1 MiB, chunk: 64 KiB}
expect:
  confirmedShare: {atLeast: 100 %}
`

const directory = await mkdtemp(join(tmpdir(), 'mycel-test-'))
after(() => rm(directory, { recursive: true, force: true }))

await writeFile(join(directory, 'shop.yaml'), scenario)
await writeFile(join(directory, 'file'), 'a file')
await writeFile(join(directory, 'replay.json'), replayText(failure().replay))

/** Runs `mycel sim …` in the directory. */
function sim(...words: readonly string[]): Promise<Ended> {
  return runMycel({ directory }, ['sim', ...words])
}

/** What is in a file of the directory. */
function contentOf(...path: readonly string[]): Promise<string> {
  return readFile(join(directory, ...path), 'utf8')
}

test('the list names each scenario with its sentence', async () => {
  const { output, exitCode } = await sim('list')

  assert.match(output, /^flash-crowd {12}Ten thousand devices of 500 sites .+\.$/m)
  assert.equal(exitCode, 0)
})

test('a run says what came of it, and ends with 0 where every promise is kept', async () => {
  const { output, errors, exitCode } = await sim('run', 'shop.yaml')

  assert.match(output, /^shop: Four devices at one site\.$/m)
  assert.match(output, /^PASS: the only promise is kept; no rule was broken \(4 devices at 1 site, 1 seed\)\.$/m)
  assert.equal(errors, '')
  assert.equal(exitCode, 0)
})

test('a run whose promise is not kept ends with 1, and says which', async () => {
  await writeFile(
    join(directory, 'hasty.yaml'),
    scenario.replace(/confirmedShare.*/, 'completionMaxSeconds: {atMost: 0.1}'),
  )

  const { output, exitCode } = await sim('run', 'hasty.yaml')

  assert.match(output, /BROKEN {2}the last device has verified/)
  assert.match(output, /^FAIL: /m)
  assert.equal(exitCode, 1)
})

test('a run that breaks a rule ends with 1, and leaves a replay that breaks it again', async () => {
  const site = 'name: plant, devices: 4, hasWan: false, updated: 25 %'
  const forging = 'endsAfter: 1 h\nfaults: [{kind: corrupt, share: 100 %, at: 0 s, lasts: 60 s}]\n'
  await writeFile(join(directory, 'plant.yaml'), scenario.replace('name: shop, devices: 4', site) + forging)

  const run = await sim('run', 'plant.yaml', '--out', 'broken')
  const again = await sim('replay', join('broken', 'replay.json'))

  assert.match(run.errors, /^the first failure is in broken\/replay\.json: mycel sim replay broken\/replay\.json$/m)
  assert.match(run.output, /replay it: mycel sim run plant\.yaml --seed 1/)
  assert.match(again.errors, /^the rule 'converges' was broken by device \d after \d+ s: /)
  assert.deepEqual([run.exitCode, again.exitCode], [1, 1])
})

test('with --json a run prints one JSON document and nothing else', async () => {
  const { output, errors } = await sim('run', 'shop.yaml', '--json')

  assert.equal(typeof JSON.parse(output), 'object')
  assert.equal(errors, '')
})

test('sites stay as large as they are, so that a fleet may not have as many devices as were asked for', async () => {
  const { errors, exitCode } = await sim('run', 'shop.yaml', '--devices', '6')

  assert.equal(errors, 'shop runs with 8 devices, not 6: its sites stay as large as they are\n')
  assert.equal(exitCode, 0)
})

test('a comparison runs every policy at the same seeds', async () => {
  const words = ['--policy', 'mycel', '--policy', 'origin-only', '--seeds', '1..2']

  const { output, exitCode } = await sim('compare', 'shop.yaml', ...words)

  assert.match(output, /origin-only/)
  assert.equal(exitCode, 0)
})

test('shards that are merged in any order are the report of the whole sweep', async () => {
  const whole = await sim('run', 'shop.yaml', '--seeds', '1..4', '--out', 'whole')
  for (const part of ['0', '1']) await sim('run', 'shop.yaml', '--seeds', '1..4', '--shard', `${part}/2`, '--out', part)

  const shards = ['1', '0', '1'].map((part) => join(part, 'runs.jsonl'))
  const merged = await sim('merge', ...shards, '--out', 'merged')

  assert.equal(await contentOf('merged', 'runs.jsonl'), await contentOf('whole', 'runs.jsonl'))
  assert.equal(await contentOf('merged', 'devices.csv'), await contentOf('whole', 'devices.csv'))
  assert.deepEqual([whole.exitCode, merged.exitCode], [0, 0])
})

test('a search through a range of seeds says how many it ran', async () => {
  const { output, exitCode } = await sim('fuzz', '--seeds', '1..2')

  assert.match(output, /^2 seeds from 1 on, \d+ devices, \d+ s: no rule was broken\n$/)
  assert.equal(exitCode, 0)
})

test('a replay that is shrunk says how small it got, and still breaks its rule', async () => {
  const shrunk = await sim('shrink', 'replay.json')
  const again = await sim('replay', 'shrunk.json')

  assert.match(
    shrunk.output,
    /^it still fails with 1 fault, 2 devices, 1 chunk, not 7 faults, 16 devices, 16 chunks: mycel sim replay shrunk\.json\n$/,
  )
  assert.match(again.errors, /^the rule 'converges' was broken by device 1 /)
  assert.deepEqual([shrunk.exitCode, again.exitCode], [0, 1])
})

test('what is refused ends with 1 and one line, without a stack', async () => {
  const [unknown, file] = await Promise.all([sim('run', 'none'), sim('run', 'shop.yaml', '--out', 'file')])

  assertRefused(unknown, /scenario none: there is no such file; name a file that ends in \.yaml, or one of /)
  assertRefused(file, /file cannot be written to: .+; name another directory by --out/)
})

test('every problem of a scenario file is a line with its place', async () => {
  await writeFile(
    join(directory, 'wrong.yaml'),
    scenario.replace('devices: 4', 'devices: many').replace('1 MiB', 'one'),
  )

  const { errors, exitCode } = await sim('run', 'wrong.yaml')

  assert.match(errors, /wrong\.yaml:2:\d+: fleet\.sites\[0\]\.devices: /)
  assert.match(errors, /^.*wrong\.yaml:3:\d+: release\.image: /m)
  assert.equal(exitCode, 1)
})

test('the help of sim names every command, and that of run every option', async () => {
  const [all, run] = await Promise.all([sim('--help'), sim('run', '--help')])

  for (const name of ['list', 'run', 'compare', 'merge', 'fuzz', 'replay', 'shrink']) {
    assert.match(all?.output ?? '', new RegExp(`^ {2}${name} `, 'm'))
  }
  for (const name of ['seed', 'seeds', 'shard', 'devices', 'policy', 'release', 'json', 'out']) {
    assert.match(run?.output ?? '', new RegExp(`^ {2}--${name}\\b`, 'm'))
  }
  assert.deepEqual([all?.exitCode, run?.exitCode], [0, 0])
})
