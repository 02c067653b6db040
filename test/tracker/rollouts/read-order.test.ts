import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FormatError } from '#core/errors.ts'
import { templateNames } from '#tracker/engine/rollout/templates.ts'
import { orderOf, readOrder } from '#tracker/rollouts/read-order.ts'
import type { RolloutOrder } from '#tracker/rollouts/rollout-order.ts'

const facts = { id: 'spring', fleet: { devices: 1000, rings: { engineering: 60 } } }
const release = { product: 'hub', version: '1.1.0' }
const phase = { name: 'all', percent: 100, soak: '1h' }

function read(order: Partial<RolloutOrder>) {
  return readOrder({ ...release, ...order } as RolloutOrder, facts)
}

for (const template of templateNames) {
  test(`the plan of the template ${template} is the same after it was written out`, () => {
    const plan = read({ template })

    const again = readOrder(orderOf(plan), facts)

    assert.deepEqual(again, plan)
  })
}

test('a phase that says little waits for one device and 90 % of success', () => {
  const [read1] = read({ phases: [phase] }).phases

  assert.deepEqual(read1, {
    name: 'all',
    select: {},
    basisPoints: 10_000,
    soakMs: 3_600_000,
    minConfirmed: 1,
    successBasisPoints: 9000,
    approval: false,
  })
})

test('percents are exact to two decimals, and refused beyond', () => {
  const shares = [0.07, 1.01, 33.33, 99.99].map(
    (percent) => read({ phases: [{ ...phase, percent }] }).phases[0]?.basisPoints,
  )

  assert.deepEqual(shares, [7, 101, 3333, 9999])
  assert.throws(() => read({ phases: [{ ...phase, percent: 1.001 }] }), /1\.001 %: give at most two decimals/)
})

test('neither or both of a template and phases are refused', () => {
  assert.throws(() => read({}), FormatError)
  assert.throws(() => read({ template: 'guide', phases: [phase] }), FormatError)
})

test('urgency, consent, rules and a key metric of the order count more than those of the template', () => {
  const plan = read({
    template: 'guide',
    urgency: 'critical',
    consent: { type: 'mandatory' },
    stops: [{ metric: 'install-failures', abovePercent: 2.5, action: 'pause' }],
    keyMetric: 'throughput',
  })

  assert.deepEqual([plan.rollout.urgency, plan.rollout.consent], ['critical', { type: 'mandatory' }])
  assert.deepEqual(
    plan.stops.map(({ metric, aboveBasisPoints, sampleMin }) => [metric.type, aboveBasisPoints, sampleMin]),
    [
      ['install-failures', 250, 20],
      ['gauge', 500, 20],
    ],
  )
})
