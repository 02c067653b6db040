import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { killTracker } from '#test/tracker/fleet/kill-tracker.ts'

// `node test/tracker/fleet/kill-tracker.ts` kills 200 times.
test('a tracker that is killed 6 times loses no report that it acknowledged, and counts none twice', async (t) => {
  const tally = await killTracker(await temporaryDirectory(t), { kills: 6, seed: 1 })

  assert.ok(tally.acknowledged > 6, JSON.stringify(tally))
  assert.deepEqual({ lost: tally.lost, twice: tally.twice }, { lost: 0, twice: 0 })
})
