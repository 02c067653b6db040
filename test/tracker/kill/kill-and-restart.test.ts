import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { killAndRestart } from './kill-and-restart.ts'

// `npm run tracker:kill` kills 200 times.
test('a tracker and a publisher that are killed 5 times lose nothing that they acknowledged, and count nothing twice', async (t) => {
  const { acknowledged, losses } = await killAndRestart(await temporaryDirectory(t), { kills: 5, seed: 1 })

  assert.deepEqual(losses, [])
  const { reports, actions, rollouts, releases } = acknowledged
  assert.ok(reports > 5 && actions > 0 && rollouts > 0 && releases > 0, JSON.stringify(acknowledged))
})
