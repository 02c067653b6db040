import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command } from 'commander'
import { ControlRig } from '#test/tracker/api/control-rig.ts'
import { registerDashboardCommand } from '#tracker/client/dashboard-command.ts'

async function dashboard(rig: ControlRig, ...options: readonly string[]): Promise<string> {
  let output = ''
  const program = new Command()
  program.configureOutput({ writeOut: (text) => (output += text) })
  registerDashboardCommand(program)
  await program.parseAsync(['dashboard', '--state', rig.stateDirectory, ...options], { from: 'user' })
  return output
}

function tokenOf(link: string): string {
  return new URL(link).hash.slice('#token='.length)
}

test('the link signs in for a day, and lets neither releases be published nor tokens be made', async (t) => {
  const rig = await ControlRig.start(t)

  const { url, expiresAt } = JSON.parse(await dashboard(rig, '--json'))

  const token = tokenOf(url)
  assert.ok(Math.abs(Date.parse(expiresAt) - Date.now() - 86_400_000) < 60_000)
  assert.equal((await rig.ask('/v1/status', { token })).status, 200)
  assert.equal((await rig.ask('/v1/tokens', { token })).status, 403)
})

test('a link that is read-only steers nothing', async (t) => {
  const rig = await ControlRig.start(t)

  const token = tokenOf((await dashboard(rig, '--read-only')).trim())

  const asked = await rig.ask('/v1/rollouts/spring/actions', { token, body: { action: 'pause' } })
  assert.equal(asked.status, 403)
})
