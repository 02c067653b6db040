import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, later } from '#core/engine.ts'
import { Idlers } from '#core/exchange/crew/idlers.ts'
import { Pace } from '#core/exchange/crew/pace.ts'
import { idleFinishedMax } from '#core/exchange/limits.ts'
import { peer } from '#test/core/exchange/rig.ts'

const [busy, idle] = [peer('busy'), peer('idle')]
const begunAt = instant(0)
const now = instant(1_000_000)

/** Two members, of whom one finishes so many payloads. */
function rig(finished: number): { readonly pace: Pace; readonly idlers: Idlers; readonly isChanged: boolean } {
  const pace = new Pace()
  const idlers = new Idlers(pace)
  idlers.review([busy, idle])
  for (let count = 0; count < finished; count++) pace.finished(busy, begunAt, now)
  return { pace, idlers, isChanged: idlers.review([busy, idle]) }
}

test('a member that finishes nothing while the others finish many is idle, however its leases move', () => {
  const { pace, idlers } = rig(idleFinishedMax)

  pace.moved(idle, later(now, 1_000))

  assert.deepEqual([idlers.has(busy), idlers.has(idle)], [false, true])
})

test('a member is not idle before the others have finished many', () => {
  const { idlers, isChanged } = rig(idleFinishedMax - 1)

  assert.equal(isChanged, false)
  assert.equal(idlers.has(idle), false)
})

test('a device is idle no more once it finishes something', () => {
  const { pace, idlers } = rig(idleFinishedMax)

  pace.finished(idle, begunAt, now)
  const isChanged = idlers.review([busy])

  assert.equal(isChanged, true)
  assert.equal(idlers.has(idle), false)
})

test('what was finished before a device became a member does not count against it', () => {
  const { pace, idlers } = rig(idleFinishedMax)
  const joiner = peer('joiner')

  idlers.review([busy, joiner])
  pace.finished(busy, begunAt, now)
  idlers.review([busy, joiner])

  assert.equal(idlers.has(joiner), false)
})

test('what is finished while a device is no member does not count against it either', () => {
  const { pace, idlers } = rig(0)
  for (let count = 0; count < idleFinishedMax; count++) {
    pace.finished(busy, begunAt, now)
    idlers.review([busy])
  }

  idlers.review([busy, idle])

  assert.equal(idlers.has(idle), false)
})
