import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { killControl } from '#test/tracker/rollouts/kill-control.ts'

// `node test/tracker/rollouts/kill-control.ts` kills 200 times.
test('a tracker that is killed 8 times loses no rollout, action, audit entry or report that it acknowledged, and counts none twice', async (t) => {
  const { acknowledged, lost, twice, unsigned } = await killControl(await temporaryDirectory(t), { kills: 8, seed: 1 })

  assert.ok(acknowledged.created.length === 8 && acknowledged.actions > 8 && acknowledged.devices > 8)
  assert.deepEqual({ lost, twice, unsigned }, { lost: [], twice: 0, unsigned: [] })
})
