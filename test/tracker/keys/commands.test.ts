import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Command } from 'commander'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { registerKeysCommands } from '#tracker/keys/commands.ts'

async function run(...args: readonly string[]): Promise<string> {
  let output = ''
  const program = new Command()
  program.configureOutput({ writeOut: (text) => (output += text) })
  registerKeysCommands(program)
  await program.parseAsync(args, { from: 'user' })
  return output
}

test('keys init says what stays offline and what the tracker gets', async (t) => {
  const directory = join(await temporaryDirectory(t), 'keys')

  const output = await run('keys', 'init', directory)

  const [offline = '', online = ''] = output.split('Copy these to the tracker:')
  for (const role of ['root', 'targets', 'authority']) assert.match(offline, new RegExp(`^  ${role}\\.key`, 'm'))
  for (const role of ['snapshot', 'timestamp', 'rollouts', 'tracker'])
    assert.match(online, new RegExp(`^  ${role}\\.key`, 'm'))
  assert.match(output, /peer 12D3KooW/)
})

test('keys show lists every role with its key id, and the peer id of the tracker', async (t) => {
  const directory = join(await temporaryDirectory(t), 'keys')
  await run('keys', 'init', directory)

  const { keys } = JSON.parse(await run('keys', 'show', directory, '--json'))

  assert.deepEqual(
    keys.map((key: { readonly role: string }) => key.role),
    ['root', 'targets', 'authority', 'snapshot', 'timestamp', 'rollouts', 'tracker'],
  )
  for (const key of keys) assert.match(key.keyId, /^[0-9a-f]{64}$/)
  assert.match(keys.at(-1).peer, /^12D3KooW/)
})

test('keys show lists what is there: the tracker has no offline keys', async (t) => {
  const directory = join(await temporaryDirectory(t), 'keys')
  await run('keys', 'init', directory)
  for (const role of ['root', 'targets', 'authority']) await rm(join(directory, `${role}.key`))

  const table = await run('keys', 'show', directory)

  assert.match(table, /^snapshot/m)
  assert.doesNotMatch(table, /^root/m)
})

test('keys show of a folder without keys says how to make them', async (t) => {
  await assert.rejects(run('keys', 'show', await temporaryDirectory(t)), /mycel keys init/)
})

test('keys show prints a table that names each key id', async (t) => {
  const directory = join(await temporaryDirectory(t), 'keys')
  await run('keys', 'init', directory)
  const { keys } = JSON.parse(await run('keys', 'show', directory, '--json'))

  const table = await run('keys', 'show', directory)

  for (const key of keys) assert.ok(table.includes(key.keyId))
})
