import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Command } from 'commander'
import { parse } from 'yaml'
import { UserError } from '#core/errors.ts'
import type { ReportEvent } from '#core/report/report.ts'
import { ControlRig } from '#test/tracker/api/control-rig.ts'
import { reporter } from '#test/tracker/fleet/reporters.ts'
import { registerAuditCommands } from '#tracker/audit/commands.ts'
import { registerFleetCommands } from '#tracker/client/fleet-commands.ts'
import { registerRolloutCommands } from '#tracker/client/rollout-commands.ts'
import { registerTokenCommands } from '#tracker/client/token-commands.ts'

const crashed: ReportEvent = { type: 'crashed', version: '1.0.0', rollout: '', reason: 'red \u001b[31m alert' }

async function run(...words: readonly string[]): Promise<string> {
  let output = ''
  const program = new Command()
  program.configureOutput({ writeOut: (text) => (output += text) })
  registerRolloutCommands(program)
  registerFleetCommands(program)
  registerAuditCommands(program)
  registerTokenCommands(program)
  await program.parseAsync(words, { from: 'user' })
  return output
}

const release = ['--product', 'hub', '--version', '1.1.0']

test('a rollout is begun, shown, paused and sent back by its id', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0', '1.1.0')
  const here = ['--state', rig.stateDirectory]

  const created = await run('rollout', 'create', ...here, '--template', 'hotfix', ...release)
  await run('rollout', 'pause', 'hub-1.1.0', ...here)
  const listed = await run('rollout', 'list', ...here)
  const aborted = await run('rollout', 'abort', 'hub-1.1.0', '--rollback', ...here)
  const shown = await run('rollout', 'status', 'hub-1.1.0', ...here)

  assert.match(created, /hub-1\.1\.0 has begun: share-5 \(1 of 3\) is open/)
  assert.match(listed, /hub-1\.1\.0 +hub +1\.1\.0 +paused/)
  assert.match(aborted, /is aborted, taken back/)
  assert.match(shown, /stopped +aborted and taken back \(owner\)/)
})

test('a plan that a dry run printed is one that can be given', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0', '1.1.0')
  const here = ['--state', rig.stateDirectory]
  const file = join(rig.stateDirectory, 'plan.yaml')

  const plan = await run('rollout', 'create', ...here, '--template', 'guide', ...release, '--dry-run')
  await writeFile(file, plan)
  const created = JSON.parse(await run('rollout', 'create', ...here, '--plan', file, '--id', 'mine', '--json'))

  assert.deepEqual(created.plan.phases, parse(plan).phases)
  assert.equal(created.rollout.id, 'mine')
})

test('what the tracker refuses ends with code 2 and its reason', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0', '1.1.0')
  const here = ['--state', rig.stateDirectory]
  await run('rollout', 'create', ...here, '--template', 'hotfix', ...release)

  const resumed = run('rollout', 'resume', 'hub-1.1.0', ...here)

  await assert.rejects(
    resumed,
    (error) => error instanceof UserError && error.exitCode === 2 && /runs already/.test(error.message),
  )
})

test('a tracker elsewhere is asked with a token that the owner made', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  const file = join(rig.stateDirectory, 'ada.token')
  await writeFile(file, await run('token', 'create', '--state', rig.stateDirectory, '--scope', 'read', '--name', 'ada'))
  const there = ['--tracker', rig.url, '--token', file]

  const listed = await run('rollout', 'list', ...there)
  const steered = run('rollout', 'pause', 'x', ...there)

  assert.match(listed, /no rollouts yet/)
  await assert.rejects(steered, /the token ada may not do this: it takes the scope rollout/)
})

test('devices are listed, shown and exported, and none writes to the terminal what it likes', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  await rig.report(1, crashed, { name: '=cmd()' })
  const here = ['--state', rig.stateDirectory]

  const listed = await run('fleet', 'list', ...here)
  const shown = await run('fleet', 'show', reporter(1).peer, ...here)
  const exported = await run('fleet', 'export', ...here)

  assert.match(listed, new RegExp(`${reporter(1).peer} +hub +1\\.0\\.0`))
  assert.match(shown, /crashed +1\.0\.0 +red .\[31m alert/)
  assert.ok(!shown.includes('\u001b'))
  assert.match(exported, /^id,product.*\n12D3\w+,hub,1\.0\.0,[^,]+,name==cmd\(\),/)
})

test('without a tracker a command says where it looked and what to do', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  await rig.end()

  await assert.rejects(
    run('rollout', 'list', '--state', rig.stateDirectory),
    /no tracker with an API runs in .*mycel tracker run/,
  )
  await assert.rejects(run('rollout', 'list'), /say which tracker: --repo/)
  await assert.rejects(run('fleet', 'list', '--tracker', rig.url, '--token', '/dev/null'), /holds no token/)
  await assert.rejects(run('fleet', 'list', '--tracker', rig.url, '--token', '/nowhere'), /nowhere cannot be read/)
})

test('an audit log that nobody touched is verified by its state directory, folder or file', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  await rig.token('read')
  const audit = join(rig.stateDirectory, 'audit')

  const outputs = [
    await run('audit', 'verify', rig.stateDirectory),
    await run('audit', 'verify', audit),
    await run('audit', 'verify', join(audit, 'audit.jsonl')),
  ]

  for (const output of outputs) assert.match(output, /^1 entry, as the tracker wrote it/)
  assert.match(await run('audit', 'show', audit), /^1 .* owner {2}token\.create {2}ada/)
})

test('an edited entry of the audit log is named', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  await rig.token('read')
  await rig.token('rollout')
  const file = join(rig.stateDirectory, 'audit', 'audit.jsonl')
  await writeFile(file, (await readFile(file, 'utf8')).replace('["rollout"]', '["publish"]'))

  await assert.rejects(run('audit', 'verify', file), /entry 2 was edited.*entries 1 to 1 are as they were written/)
})
