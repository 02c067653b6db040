import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { ControlRig } from '#test/tracker/api/control-rig.ts'
import { ownerAccessFile } from '#tracker/api/tokens/owner-access.ts'
import { fleetOf, reachTracker } from '#tracker/release/preflight/reach-tracker.ts'

const release = { product: 'hub', version: '1.1.0' }

test('the audit log of a tracker elsewhere keeps who answers for a release', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0', '1.1.0')
  const access = ownerAccessFile(rig.stateDirectory)
  const { url } = JSON.parse(await readFile(access, 'utf8')) as { readonly url: string }

  const tracker = await reachTracker({ repo: rig.stateDirectory, tracker: url, token: access }, release)
  await tracker.acknowledge?.('Ada')

  assert.ok(tracker.client !== undefined)
  const { items } = await tracker.client.ask<{ readonly items: readonly unknown[] }>({ path: '/v1/audit' })
  assert.match(JSON.stringify(items[0]), /hub 1\.1\.0 acknowledged by Ada/)
})

test('a fleet that has not reported is not known to be empty', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  const access = ownerAccessFile(rig.stateDirectory)
  const { url } = JSON.parse(await readFile(access, 'utf8')) as { readonly url: string }
  const tracker = await reachTracker({ repo: rig.stateDirectory, tracker: url, token: access }, release)

  assert.equal(await fleetOf(tracker, 'hub'), undefined)
})

test('where no tracker runs nobody can be asked, and nothing is an error', async (t) => {
  const tracker = await reachTracker({ repo: join(await temporaryDirectory(t), 'repo') }, release)

  assert.equal(tracker.status, undefined)
  assert.equal(tracker.acknowledge, undefined)
  assert.equal(await fleetOf(tracker, 'hub'), undefined)
})
