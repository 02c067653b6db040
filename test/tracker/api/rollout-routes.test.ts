import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rolloutsOf } from '#core/rollout/rollout-target.ts'
import { ControlRig, orderOfAll } from '#test/tracker/api/control-rig.ts'

test('a rollout that is created is signed before it is answered', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0', '1.1.0')

  const created = await rig.ask('/v1/rollouts', { body: orderOfAll })

  assert.equal(created.status, 201, JSON.stringify(created.body))
  assert.equal(created.body.rollout.publishedRevision, 1)
  const [published] = rolloutsOf(await rig.repository.published())
  assert.deepEqual([published?.id, published?.openPhases, published?.state], ['spring', 1, 'running'])
})
