import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Command, CommanderError } from 'commander'
import { UserError } from '#core/errors.ts'
import { registerCommands } from '#sim/commands/commands.ts'
import { runsLines } from '#sim/commands/runs-file.ts'
import { replayText } from '#sim/replay/replay.ts'
import { failure } from '#test/sim/replay/failure.ts'
import { modelledReport } from '#test/sim/report/modelled-runs.ts'
import { smallest } from '#test/sim/scenario/read.ts'

const directory = await mkdtemp(join(tmpdir(), 'mycel-test-'))
after(() => rm(directory, { recursive: true, force: true }))

/** A place in the directory. */
function at(...names: readonly string[]): string {
  return join(directory, ...names)
}

const report = modelledReport([1, 2])
const lines = [...runsLines(report)]

await writeFile(at('site.yaml'), smallest)
await writeFile(at('file'), 'a file')
await writeFile(at('replay.json'), replayText(failure().replay))
await writeFile(at('cured.json'), replayText({ ...failure().replay, faults: [] }))
await writeFile(at('runs.jsonl'), lines.join(''))
await writeFile(at('torn.jsonl'), lines.join('').slice(0, -100))
await writeFile(at('empty.jsonl'), lines[0] ?? '')
await writeFile(at('headless.jsonl'), lines.slice(1).join(''))
await writeFile(
  at('other.jsonl'),
  [...runsLines({ ...report, scenario: { ...report.scenario, endSeconds: 1 } })].join(''),
)

/** What `mycel sim …` ends with. Every command line here is refused before anything is run or written. */
async function refusalOf(words: readonly string[]): Promise<Error> {
  const program = new Command('mycel').exitOverride().configureOutput({ writeErr: () => {} })
  registerCommands(program)
  for (const command of program.commands.flatMap((sim) => [sim, ...sim.commands]))
    command.copyInheritedSettings(program)
  return program.parseAsync(['sim', ...words], { from: 'user' }).then(
    () => assert.fail(`${words.join(' ')} is not refused`),
    (error: Error) => error,
  )
}

const site = at('site.yaml')
const release = ['--release', directory, '--product', 'hub']

for (const [mistake, words, ...patterns] of [
  ['a scenario that is not there', ['run', 'none'], /there is no such file/, /or one of air-gapped, /],
  ['a seed beside seeds', ['run', site, '--seed', '1', '--seeds', '1..2'], /leave out one of them/],
  ['a shard without seeds', ['run', site, '--shard', '0/2'], /give them too, as --seeds 1\.\.100/],
  ['more shards than seeds', ['run', site, '--seeds', '1..2', '--shard', '2/3'], /take at most 2 shards/],
  ['an --out that is a file', ['run', site, '--out', at('file')], /cannot be written to/, /name another directory/],
  ['a product without a release', ['run', site, '--product', 'hub'], /give --release DIR too/],
  ['a release without its version', ['run', site, ...release], /needs --product NAME and --version V/],
  ['a release of no repository', ['run', site, ...release, '--version', '2.0.0'], /is not a mycel repository/],
  ['more devices than can be simulated', ['run', site, '--devices', '1000000'], /at most 100000 at 20000 sites/],
  ['a comparison of nothing', ['compare', site], /needs two policies or more: --policy mycel --policy/],
  ['a comparison of one policy', ['compare', site, '--policy', 'mycel'], /needs two policies or more/],
  ['a search for a time and through a range', ['fuzz', '--minutes', '1', '--seeds', '1..2'], /leave out one of them/],
  ['a search that cannot leave a replay', ['fuzz', '--out', at('file')], /name another directory/],
  [
    'a merge of runs that are not there',
    ['merge', at('none'), '--out', at('x')],
    /name the runs\.jsonl of every shard/,
  ],
  [
    'a merge of something else',
    ['merge', at('file'), '--out', at('x')],
    /file:1: this is not JSON: take the runs\.jsonl/,
  ],
  ['a merge of a torn file', ['merge', at('torn.jsonl'), '--out', at('x')], /torn\.jsonl:3: .*run its shard again/],
  ['a merge of no runs', ['merge', at('empty.jsonl'), '--out', at('x')], /has no run: .*run its shard again/],
  [
    'a merge of runs without a scenario',
    ['merge', at('headless.jsonl'), '--out', at('x')],
    /:1: it does not begin with/,
  ],
  [
    'a merge of two scenarios',
    ['merge', at('runs.jsonl'), at('other.jsonl'), '--out', at('x')],
    /other\.jsonl is of another scenario than .*runs\.jsonl: merge only shards of one sweep/,
  ],
  ['a merge into a file', ['merge', at('runs.jsonl'), '--out', at('file')], /cannot be written to/],
  ['a replay that is not there', ['replay', at('none')], /cannot be read/, /name a replay\.json/],
  ['a replay that is a directory', ['replay', directory], /cannot be read/],
  ['a replay that is something else', ['replay', at('file')], /file is no replay/],
  [
    'a shrunk replay that cannot be written',
    ['shrink', at('replay.json'), '--out', at('file', 'x')],
    /cannot be written/,
  ],
  ['a failure that does not come again', ['shrink', at('cured.json')], /does not break the rule 'converges' any more/],
] as readonly (readonly [string, readonly string[], ...RegExp[]])[]) {
  test(`${mistake} is refused, and what to do is said`, async () => {
    const error = await refusalOf(words)

    assert.ok(error instanceof UserError, error.stack)
    for (const pattern of patterns) assert.match(error.message, pattern)
  })
}

for (const [mistake, words, pattern] of [
  ['no devices at all', ['run', site, '--devices', '0'], /write a whole number above 0/],
  ['half a seed', ['run', site, '--seed', '0.5'], /write a whole number/],
  ['seeds that are no range', ['run', site, '--seeds', '5'], /as 1\.\.20/],
  ['seeds that go down', ['run', site, '--seeds', '5..1'], /as 1\.\.20/],
  ['a shard beyond the last', ['run', site, '--seeds', '1..9', '--shard', '4/4'], /0\/4, 1\/4, 2\/4 or 3\/4/],
  ['no time to search', ['fuzz', '--minutes', '0'], /write a number above 0/],
  ['a policy that there is not', ['run', site, '--policy', 'any'], /Allowed choices are mycel, /],
  ['a merge without an --out', ['merge', at('runs.jsonl')], /required option '--out <directory>'/],
] as const) {
  test(`a command line with ${mistake} is refused, and what is right is said`, async () => {
    const error = await refusalOf(words)

    assert.ok(error instanceof CommanderError, error.stack)
    assert.match(error.message, pattern)
  })
}

test('what is refused leaves nothing behind', async () => {
  await assert.rejects(readFile(at('x', 'summary.json')), { code: 'ENOENT' })
})
