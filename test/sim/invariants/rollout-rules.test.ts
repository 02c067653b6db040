import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rollout } from '#core/rollout/rollout.ts'
import { RolloutRules } from '#sim/invariants/rollout-rules.ts'
import { planOf } from '#tracker/engine/rollout/templates.ts'

const plan = planOf('hotfix', {
  rollout: { id: 'fix', product: 'firmware', version: '2.0.0' },
  fleet: { devices: 1000, rings: {} },
})

const hourMs = 3_600_000

function documentOf(changes: Partial<Rollout> = {}): Rollout {
  const { rollout, phases } = plan
  return { ...rollout, phases, revision: 1, state: 'running', openPhases: 1, takeBack: false, ...changes }
}

/** Rules for a thousand devices, and the names of those that were broken. */
function rig() {
  const broken: string[] = []
  const tags = Array.from({ length: 1000 }, () => ({}))
  return { rules: new RolloutRules({ plan, tags, violated: (rule) => void broken.push(rule) }), broken }
}

test('a phase of 5 % of a thousand devices may expose fifty and some luck, and not a hundred', () => {
  const { rules, broken } = rig()
  rules.published(documentOf(), 0, true)

  rules.began(1, documentOf(), 60)
  assert.deepEqual(broken, [])
  rules.began(2, documentOf(), 100)

  assert.deepEqual(broken, ['exposure-cap'])
})

test('who begins by a rollout that it knows to be aborted breaks a rule', () => {
  const { rules, broken } = rig()
  rules.published(documentOf(), 0, true)

  rules.began(1, documentOf({ state: 'aborted' }), 1)

  assert.deepEqual(broken, ['obeys-abort'])
})

test('who begins by what nobody has published breaks a rule', () => {
  const { rules, broken } = rig()
  rules.published(documentOf(), 0, true)

  rules.began(1, documentOf({ revision: 2, openPhases: 2 }), 1)

  assert.deepEqual(broken, ['no-early-start'])
})

test('a phase that opens before the one before it has soaked, or while the tracker is lost, breaks a rule', () => {
  const { rules, broken } = rig()
  rules.published(documentOf(), 0, true)

  rules.published(documentOf({ revision: 2, openPhases: 2 }), 3 * hourMs, true)
  rules.published(documentOf({ revision: 3, openPhases: 3 }), 100 * hourMs, false)

  assert.deepEqual(broken, ['soaks', 'soaks'])
})

test('a device more than a third of its site away at once breaks a rule, unless it had waited for long', () => {
  const { rules, broken } = rig()
  const site = { size: 9, restartingMax: undefined }

  rules.rebooted(1, { ...site, away: 3, waitedMs: 0 })
  rules.rebooted(2, { ...site, away: 4, waitedMs: 15 * 60_000 })
  assert.deepEqual(broken, [])
  rules.rebooted(3, { ...site, away: 4, waitedMs: 60_000 })

  assert.deepEqual(broken, ['site-stays-up'])
})

test('a tracker that counts more devices than there were breaks a rule', () => {
  const { rules, broken } = rig()

  rules.counted('confirmed', 3, 3)
  assert.deepEqual(broken, [])
  rules.counted('confirmed', 4, 3)

  assert.deepEqual(broken, ['counts-once'])
})
