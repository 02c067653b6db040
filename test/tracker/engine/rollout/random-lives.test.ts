import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Rollout } from '#core/rollout/rollout.ts'
import { makePlan, Rig } from '#test/tracker/engine/rollout/make-plan.ts'

const outcome = fc.constantFrom(
  ...(['began', 'confirmed', 'install-failed', 'trial-failed', 'crashed', 'taken-back'] as const),
)
const action = fc.constantFrom(...(['pause', 'resume', 'approve', 'cancel', 'abort', 'abort-and-take-back'] as const))
const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constant('outcome' as const), outcome, fc.nat(2), fc.integer({ min: 1, max: 40 })),
  },
  { weight: 4, arbitrary: fc.tuple(fc.constant('pass' as const), fc.integer({ min: 0, max: 4_000_000 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('asked' as const), action) },
  { weight: 2, arbitrary: fc.constant(['signed'] as const) },
)
type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never

function live(happenings: readonly Happening[], between: (rig: Rig) => void): Rig {
  const rig = new Rig(makePlan(), { signs: false })
  for (const one of happenings) {
    if (one[0] === 'outcome') rig.outcomes(one[1], one[3], one[2])
    else if (one[0] === 'pass') rig.pass(one[1])
    else if (one[0] === 'asked') rig.event({ type: 'asked', action: one[1], by: 'ada' })
    else rig.event({ type: 'published', revision: rig.record.revision })
    between(rig)
  }
  return rig
}

function revisionsOf(rig: Rig): readonly Rollout[] {
  return rig.effects.flatMap((effect) => (effect.type === 'publish' ? [effect.rollout] : []))
}

const lives = fc.array(happening, { maxLength: 60 })

test('revisions rise by one, phases open one by one, and none opens after the end', () => {
  const property = fc.property(lives, (happenings) => {
    const revisions = revisionsOf(live(happenings, () => undefined))

    for (const [index, rollout] of revisions.entries()) {
      const before = revisions[index - 1]
      assert.equal(rollout.revision, index + 1)
      if (before === undefined) continue
      assert.ok(rollout.openPhases - before.openPhases === 0 || rollout.openPhases - before.openPhases === 1)
      const isOver = before.state === 'aborted' || before.state === 'cancelled' || before.state === 'complete'
      if (isOver) assert.equal(rollout.openPhases, before.openPhases)
      if (isOver) assert.equal(rollout.state, 'aborted')
    }
  })

  fc.assert(property, { numRuns: 300 })
})

test('no phase opens before the one before it is published and has soaked its whole hour', () => {
  const property = fc.property(lives, (happenings) => {
    let publishedAt = new Map<number, number>()
    live(happenings, (rig) => {
      const { record } = rig
      const isPublished = record.publishedRevision === record.revision
      if (isPublished && !publishedAt.has(record.openPhases))
        publishedAt = new Map(publishedAt).set(record.openPhases, rig.now)
      const opened = publishedAt.get(record.openPhases - 1)
      if (record.openPhases > 1) assert.ok(opened !== undefined && rig.now - opened >= 3_600_000)
    })
  })

  fc.assert(property, { numRuns: 300 })
})

test('a record that is written and read again at any point goes on as if nothing had been', () => {
  const property = fc.property(lives, (happenings) => {
    const plain = live(happenings, () => undefined)
    const stored = live(happenings, (rig) => {
      rig.record = JSON.parse(JSON.stringify(rig.record))
    })

    assert.deepEqual(JSON.parse(JSON.stringify(stored.record)), JSON.parse(JSON.stringify(plain.record)))
    assert.deepEqual(stored.effects, plain.effects)
  })

  fc.assert(property, { numRuns: 200 })
})
