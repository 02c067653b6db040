import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '#core/engine.ts'
import { settled } from '#sim/full/settle.ts'
import { SettledClock } from '#sim/full/settled-clock.ts'

test('code that awaits a thousand promises in a row is at its end', async () => {
  let steps = 0
  const walk = async () => {
    for (; steps < 1000; steps += 1) await null
  }
  const walking = walk()

  await settled()

  assert.equal(steps, 1000)
  await walking
})

test('time does not pass before all that followed from the last event has come to rest', async () => {
  const clock = new SettledClock()
  const seen: string[] = []
  const speak = async (name: string, delayMs: number) => {
    await clock.wait(delayMs)
    for (let step = 0; step < 50; step += 1) await null
    seen.push(`${name} at ${clock.nowMs()}`)
  }
  const speaking = [speak('second', 2), speak('first', 1)]

  await clock.run(instant(10_000), () => false)

  assert.deepEqual(seen, ['first at 1', 'second at 2'])
  await Promise.all(speaking)
})

test('a clock that is over stops before the next event', async () => {
  const clock = new SettledClock()
  let happened = 0
  for (const at of [1, 2, 3]) {
    clock.at(instant(at), () => {
      happened += 1
    })
  }

  await clock.run(instant(10), () => happened === 2)

  assert.equal(happened, 2)
})
