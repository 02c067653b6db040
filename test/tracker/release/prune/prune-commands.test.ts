import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Command } from 'commander'
import { noise, worn } from '#test/core/delta/sample-images.ts'
import { initialiseKeys } from '#tracker/keys/key-files.ts'
import { registerReleaseCommands } from '#tracker/release/commands.ts'

let directory = ''

/** Three releases of one product, with a delta to each of the last two. */
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mycel-prune-'))
  await initialiseKeys(join(directory, 'keys'))
  const image = noise(100_000)
  for (const minor of [0, 1, 2]) {
    const path = join(directory, `${minor}.img`)
    await writeFile(path, minor === 0 ? image : worn(image, 900 + minor))
    const what = ['--product', 'hub', '--version', `1.${minor}.0`, '--component', `app=${path}`, '--from', 'newest']
    await run('build', '--repo', join(directory, 'repo'), '--keys', join(directory, 'keys'), ...what, '--json')
  }
})
after(() => rm(directory, { recursive: true }))

test('prune shows first what it would withdraw, then withdraws it', async () => {
  const preview = await prune('--keep', '1', '--dry-run')
  const json = JSON.parse(await prune('--keep', '1', '--dry-run', '--json'))

  const done = await prune('--keep', '1', '--keys', join(directory, 'keys'))

  const facts = { product: 'hub', version: '1.1.0', baseVersion: '1.0.0', component: 'app' }
  assert.deepEqual(json.withdrawn, [{ ...facts, type: 'delta', reason: 'old-release' }])
  assert.equal(json.dryRun, true)
  assert.match(
    preview,
    /^Nothing was changed\.\n\nDeltas that would be withdrawn: 1\n.*\n\s+hub\s+1\.1\.0\s+1\.0\.0\s+app\s+leads to an old/,
  )
  assert.match(preview, /would be deleted, named by nothing for 14 days: none\nFiles that would wait for that: 2, \d/)
  assert.match(done, /^Deltas that were withdrawn: 1\n/)
  assert.match(await prune('--keep', '1', '--keys', join(directory, 'keys')), /^Every delta is needed\.\n/)
})

test('a prune without keys is told of --dry-run', async () => {
  await assert.rejects(prune(), /add --keys DIRECTORY, or --dry-run to look/)
})

test('numbers that make no sense are refused', async () => {
  await assert.rejects(prune('--keep', '0', '--dry-run'), /Write a whole number from 1 to 1000/)
  await assert.rejects(prune('--grace-days', '0', '--dry-run'), /Write a whole number from 1 to 999/)
})

async function prune(...words: readonly string[]): Promise<string> {
  return await run('prune', '--repo', join(directory, 'repo'), ...words)
}

async function run(...words: readonly string[]): Promise<string> {
  let output = ''
  const program = new Command()
    .exitOverride()
    .configureOutput({ writeOut: (text) => (output += text), writeErr: () => undefined })
  registerReleaseCommands(program)
  await program.parseAsync(['release', ...words], { from: 'user' })
  return output
}
