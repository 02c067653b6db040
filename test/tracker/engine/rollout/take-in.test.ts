import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hourMs, makePlan, Rig } from '#test/tracker/engine/rollout/make-plan.ts'
import type { PlannedPhase } from '#tracker/engine/rollout/contract.ts'
import { pendingPublication } from '#tracker/engine/rollout/record.ts'
import { nextTickAt } from '#tracker/engine/rollout/take-in.ts'

test('the first phase opens at once, and the second when the first has soaked and proved good', () => {
  const rig = new Rig()
  rig.outcomes('began', 30)
  rig.outcomes('confirmed', 30)

  rig.pass(hourMs - 1)
  const before = rig.record.openPhases
  rig.pass(1)

  assert.deepEqual([before, rig.record.openPhases], [1, 2])
})

test('a phase that nobody has confirmed does not open the next, however long it soaks', () => {
  const rig = new Rig()

  rig.pass(1000 * hourMs)

  assert.equal(rig.record.openPhases, 1)
  assert.match(rig.told, /a device of canary is to confirm/)
})

test('what is not published soaks not, and nothing follows it', () => {
  const rig = new Rig(makePlan(), { signs: false })
  rig.outcomes('confirmed', 30)

  rig.pass(10 * hourMs)
  const pending = pendingPublication(rig.record)
  rig.event({ type: 'published', revision: 1 })
  rig.pass(hourMs - 1)

  assert.equal(pending?.revision, 1)
  assert.equal(rig.record.openPhases, 1)
})

test('crashes on 1.00 % stop nothing', () => {
  const rig = new Rig()
  rig.outcomes('confirmed', 10_000)

  rig.outcomes('crashed', 100)

  assert.equal(rig.record.state, 'running')
})

test('crashes on 1.01 % abort the rollout and take the release back', () => {
  const rig = new Rig()
  rig.outcomes('confirmed', 10_000)

  rig.outcomes('crashed', 101)

  assert.deepEqual([rig.record.state, rig.record.takeBack], ['aborted', true])
  assert.match(rig.told, /101 of 10000 updated devices crashed \(1\.01 %\), above 1\.00 %/)
})

test('five crashes of five pause the rollout where twenty devices are needed to judge', () => {
  const rig = new Rig()
  rig.outcomes('confirmed', 5)

  rig.outcomes('crashed', 5)

  assert.equal(rig.record.state, 'paused')
  assert.match(rig.told, /5 devices are too few to judge by, 20 are needed/)
})

test('a paused rollout whose devices go on to crash is aborted without a person', () => {
  const rig = new Rig()
  rig.outcomes('confirmed', 5)
  rig.outcomes('crashed', 5)

  rig.outcomes('confirmed', 15)

  assert.equal(rig.record.state, 'aborted')
})

test('who resumes in spite of a small sample is heard until it gets worse', () => {
  const rig = new Rig()
  rig.outcomes('confirmed', 5)
  rig.outcomes('crashed', 1)

  rig.event({ type: 'asked', action: 'resume', by: 'ada' })
  rig.outcomes('confirmed', 1)
  const resumed = rig.record.state
  rig.outcomes('crashed', 1)

  assert.deepEqual([resumed, rig.record.state], ['running', 'paused'])
})

test('a pause stops the soak', () => {
  const rig = new Rig()
  rig.outcomes('confirmed', 30)
  rig.pass(hourMs / 2)
  rig.event({ type: 'asked', action: 'pause', by: 'ada' })

  rig.pass(100 * hourMs)
  rig.event({ type: 'asked', action: 'resume', by: 'ada' })
  const due = nextTickAt(rig.record)
  rig.pass(hourMs / 2 - 1)
  const before = rig.record.openPhases
  rig.pass(1)

  assert.deepEqual([due, before, rig.record.openPhases], [rig.now, 1, 2])
})

test('a phase that asks for a person waits for one', () => {
  const [canary, ...rest] = makePlan().phases as [PlannedPhase, ...PlannedPhase[]]
  const rig = new Rig(makePlan({ phases: [{ ...canary, approval: true }, ...rest] }))
  rig.outcomes('confirmed', 30)
  rig.pass(10 * hourMs)
  const before = rig.record.openPhases

  rig.event({ type: 'asked', action: 'approve', by: 'ada' })

  assert.deepEqual([before, rig.record.openPhases], [1, 2])
})

test('an approval counts for one phase only', () => {
  const phases = makePlan().phases.map((phase) => ({ ...phase, approval: true }))
  const rig = new Rig(makePlan({ phases }))
  rig.outcomes('confirmed', 30)
  rig.event({ type: 'asked', action: 'approve', by: 'ada' })
  rig.pass(hourMs)
  rig.outcomes('confirmed', 30, 1)

  rig.pass(10 * hourMs)

  assert.equal(rig.record.openPhases, 2)
})

test('the last phase completes the rollout', () => {
  const rig = new Rig()
  for (const phase of [0, 1, 2]) {
    rig.outcomes('confirmed', 30, phase)
    rig.pass(hourMs)
  }

  assert.deepEqual([rig.record.state, rig.record.openPhases], ['complete', 3])
  assert.equal(nextTickAt(rig.record), undefined)
})

test('too few good installs keep the next phase closed', () => {
  const rig = new Rig(makePlan({ stops: [] }))
  rig.outcomes('confirmed', 8)
  rig.outcomes('trial-failed', 2)

  rig.pass(2 * hourMs)
  const before = rig.record.openPhases
  rig.outcomes('confirmed', 10)

  assert.deepEqual([before, rig.record.openPhases], [1, 2])
})

test('a gauge that is 5 % lower on updated devices stops nothing, 5.01 % does', () => {
  const gauge = { type: 'gauge', name: 'throughput' } as const
  const stops = [{ metric: gauge, aboveBasisPoints: 500, sampleMin: 20, action: 'abort' } as const]
  const rig = new Rig(makePlan({ stops }))
  const reading = (mean: number) => [
    { name: 'throughput', updated: { mean, devices: 50 }, others: { mean: 100, devices: 900 } },
  ]

  rig.event({ type: 'gauges', readings: reading(95) })
  const before = rig.record.state
  rig.event({ type: 'gauges', readings: reading(94.99) })

  assert.deepEqual([before, rig.record.state], ['running', 'aborted'])
})

test('what is over is not resumed, and says so', () => {
  const rig = new Rig()
  rig.event({ type: 'asked', action: 'abort', by: 'ada' })

  rig.event({ type: 'asked', action: 'resume', by: 'ada' })

  const last = rig.effects.at(-1)
  assert.ok(last?.type === 'refused')
  assert.match(last.reason, /it is aborted, and nothing changes that: create another rollout/)
})

test('a complete rollout can still be taken back, once', () => {
  const rig = new Rig(makePlan({ phases: makePlan().phases.slice(2) }))
  rig.outcomes('confirmed', 1)
  rig.pass(hourMs)

  rig.event({ type: 'asked', action: 'abort-and-take-back', by: 'ada' })
  rig.event({ type: 'asked', action: 'abort-and-take-back', by: 'ada' })

  assert.deepEqual([rig.record.state, rig.record.takeBack], ['aborted', true])
  assert.equal(rig.effects.at(-1)?.type, 'refused')
})

test('a publication that is confirmed twice counts once', () => {
  const rig = new Rig()
  rig.outcomes('confirmed', 30)
  rig.pass(hourMs / 2)

  rig.event({ type: 'published', revision: 1 })
  rig.pass(hourMs / 2)

  assert.equal(rig.record.openPhases, 2)
})
