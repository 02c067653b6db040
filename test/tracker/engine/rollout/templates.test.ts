import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hourMs, Rig } from '#test/tracker/engine/rollout/make-plan.ts'
import { planProblems } from '#tracker/engine/rollout/plan-problems.ts'
import { nextTickAt } from '#tracker/engine/rollout/take-in.ts'
import { planOf, templateNames, withKeyMetric } from '#tracker/engine/rollout/templates.ts'

const rollout = { id: 'spring', product: 'hub', version: '1.1.0' }
const withoutRings = { devices: 10_000, rings: {} }

for (const name of templateNames) {
  test(`the plan of the template ${name} can be carried out`, () => {
    assert.deepEqual(planProblems(planOf(name, { rollout, fleet: withoutRings })), [])
    assert.deepEqual(
      planProblems(planOf(name, { rollout, fleet: { devices: 90, rings: { engineering: 3, beta: 20 } } })),
      [],
    )
  })
}

test('the plan of the guide reaches everybody 48 h, 72 h and a week after it began, where nothing is wrong', () => {
  const rig = new Rig(planOf('guide', { rollout, fleet: withoutRings }))
  const started = rig.now

  while (rig.record.state === 'running') {
    rig.outcomes('confirmed', 100, rig.record.openPhases - 1)
    const due = nextTickAt(rig.record)
    assert.ok(due !== undefined)
    rig.pass(due - rig.now)
  }

  assert.equal(rig.record.state, 'complete')
  assert.ok(rig.now - started <= (48 + 72 + 7 * 24) * hourMs)
  assert.ok(rig.now - started >= (48 + 72) * hourMs)
})

test('the first phase of the guide is 5 % of the fleet, from the ring of engineers where there is one', () => {
  const [all] = planOf('guide', { rollout, fleet: withoutRings }).phases
  const [ring] = planOf('guide', { rollout, fleet: { devices: 1000, rings: { engineering: 100 } } }).phases

  assert.deepEqual([all?.select, all?.basisPoints], [{}, 500])
  assert.deepEqual([ring?.select, ring?.basisPoints], [{ ring: ['engineering'] }, 5000])
})

test('a key metric adds a rule that a loss of 5 % breaks', () => {
  const plan = withKeyMetric(planOf('guide', { rollout, fleet: withoutRings }), 'throughput')

  assert.deepEqual(plan.stops.at(-1)?.metric, { type: 'gauge', name: 'throughput' })
  assert.equal(plan.stops.at(-1)?.aboveBasisPoints, 500)
})

test('every problem of a plan is named', () => {
  const good = planOf('hotfix', { rollout, fleet: withoutRings })
  const [first, second] = good.phases
  assert.ok(first && second)

  const problems = planProblems({
    ...good,
    phases: [
      { ...first, soakMs: -1 },
      { ...second, basisPoints: 500, minConfirmed: 0.5, successBasisPoints: 10_001 },
    ],
    stops: [{ metric: { type: 'crashes' }, aboveBasisPoints: -1, sampleMin: 0, action: 'abort' }],
  })

  assert.equal(problems.length, 6)
})
