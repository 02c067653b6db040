import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rollout, RolloutState } from '#core/rollout/rollout.ts'
import { protectedVersions } from '#tracker/release/prune/protected-versions.ts'

function rollout(version: string, state: RolloutState, product = 'hub'): Rollout {
  const facts = { id: `r-${version}`, product, version, revision: 1, state, phases: [], openPhases: 0, takeBack: false }
  return { ...facts, urgency: 'normal', consent: { type: 'mandatory' } }
}

test('a rollout that runs or is paused protects its version', () => {
  const rollouts = [rollout('1.0.0', 'running'), rollout('1.1.0', 'paused'), rollout('2.0.0', 'running', 'lamp')]

  assert.deepEqual([...protectedVersions(rollouts, 'hub')], ['1.0.0', '1.1.0'])
})

test('of the complete rollouts the newest version is protected, since late devices take it', () => {
  const rollouts = [rollout('1.10.0', 'complete'), rollout('1.9.0', 'complete')]

  assert.deepEqual([...protectedVersions(rollouts, 'hub')], ['1.10.0'])
})

test('a rollout that was cancelled or aborted protects nothing', () => {
  assert.deepEqual([...protectedVersions([rollout('1.0.0', 'cancelled'), rollout('1.1.0', 'aborted')], 'hub')], [])
})
