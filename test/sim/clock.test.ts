import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BrokenRule } from '#core/check.ts'
import { instant } from '#core/engine.ts'
import { type Appointment, Clock } from '#sim/clock.ts'

test('what happens at one instant happens in the order of arrangement', () => {
  const clock = new Clock()
  const seen: string[] = []
  clock.at(instant(2), () => seen.push('third'))
  clock.at(instant(1), () => seen.push('first'))
  clock.at(instant(1), () => seen.push('second'))

  clock.run(instant(10))

  assert.deepEqual(seen, ['first', 'second', 'third'])
})

test('what is cancelled does not happen, and takes no time', () => {
  const clock = new Clock()
  clock.at(instant(1), () => assert.fail('it was cancelled')).cancel()

  assert.equal(clock.run(instant(10)), 0)
})

test('the past cannot be arranged', () => {
  const clock = new Clock()
  clock.at(instant(5), () => {})
  clock.run(instant(10))

  assert.throws(() => clock.at(instant(4), () => {}), BrokenRule)
})

test('what was arranged for an instant before it came happens before what is arranged when it has come', () => {
  const clock = new Clock()
  const seen: string[] = []
  clock.at(instant(1), () => {
    seen.push('first')
    clock.at(clock.now, () => seen.push('third'))
  })
  clock.at(instant(1), () => seen.push('second'))

  clock.run(instant(10))

  assert.deepEqual(seen, ['first', 'second', 'third'])
})

test('time stops at the end that was given, and goes on from there', () => {
  const clock = new Clock()
  const seen: number[] = []
  for (const at of [3, 1, 2]) clock.at(instant(at), () => seen.push(at))

  clock.run(instant(2))
  assert.deepEqual(seen, [1, 2])
  clock.run(instant(3))

  assert.deepEqual(seen, [1, 2, 3])
})

test('whatever is arranged and cancelled, the rest happens in its order', () => {
  const appointments = fc.array(fc.record({ at: fc.nat(20), isCancelled: fc.boolean() }), { maxLength: 100 })
  fc.assert(
    fc.property(appointments, (appointments) => {
      const clock = new Clock()
      const seen: number[] = []
      appointments.forEach(({ at, isCancelled }, index) => {
        const appointment = clock.at(instant(at), () => seen.push(index))
        if (isCancelled) appointment.cancel()
      })

      clock.run(instant(20))

      const kept = appointments.map(({ at, isCancelled }, index) => ({ at, isCancelled, index }))
      const expected = kept.filter(({ isCancelled }) => !isCancelled).sort((left, right) => left.at - right.at)
      assert.deepEqual(
        seen,
        expected.map(({ index }) => index),
      )
    }),
  )
})

test('thousands of cancelled appointments leave the others in order', () => {
  const clock = new Clock()
  const seen: number[] = []
  let deadline: Appointment | undefined
  for (let at = 10_000; at > 0; at--) {
    deadline?.cancel()
    deadline = clock.at(instant(20_000), () => seen.push(20_000))
    if (at % 100 === 0) clock.at(instant(at), () => seen.push(at))
  }

  clock.run(instant(20_000))

  const hundreds = Array.from({ length: 100 }, (_, index) => (index + 1) * 100)
  assert.deepEqual(seen, [...hundreds, 20_000])
})
