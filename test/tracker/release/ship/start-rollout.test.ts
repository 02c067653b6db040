import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ControlRig } from '#test/tracker/api/control-rig.ts'
import type { RolloutSummary } from '#tracker/api/schema/rollout.ts'
import { TrackerClient } from '#tracker/client/tracker-client.ts'
import { requireRollout, startRollout } from '#tracker/release/ship/start-rollout.ts'

const wish = { product: 'hub', version: '1.1.0', template: 'hotfix' }

test('a rollout of a release that is under way is not begun twice', async (t) => {
  const client = await clientOfTracker(t)
  const first = await startRollout(client, wish)

  const second = await startRollout(client, wish)

  assert.equal(second.id, first.id)
  assert.equal((await rolloutsOf(client)).length, 1)
})

test('a release whose rollout was aborted is not rolled out again by itself', async (t) => {
  const client = await clientOfTracker(t)
  const { id } = await startRollout(client, wish)
  const body = { action: 'abort-and-take-back' }
  await client.ask({ method: 'POST', path: `/v1/rollouts/${id}/actions`, body })

  const again = startRollout(client, wish)

  await assert.rejects(again, /the rollout hub-1\.1\.0 of hub 1\.1\.0 is aborted: ship a new version/)
  assert.equal((await requireRollout(client, wish)).state, 'aborted')
})

test('a critical release is begun as one', async (t) => {
  const client = await clientOfTracker(t)

  const { urgency } = await startRollout(client, { ...wish, urgency: 'critical' })

  assert.equal(urgency, 'critical')
})

async function clientOfTracker(t: TestContext): Promise<TrackerClient> {
  const rig = await ControlRig.start(t, '1.0.0', '1.1.0')
  return await TrackerClient.at({ state: rig.stateDirectory })
}

async function rolloutsOf(client: TrackerClient): Promise<readonly RolloutSummary[]> {
  return await Array.fromAsync(client.all<RolloutSummary>({ path: '/v1/rollouts' }))
}
