import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Remembered } from '#tracker/api/frame/remembered.ts'

test('a value is found once for all who ask until it is too old', async () => {
  let [now, found] = [1000, 0]
  const value = new Remembered(
    async () => ++found,
    100,
    () => now,
  )

  const early = await Promise.all([value.get(), value.get()])
  now += 99
  const later = await value.get()
  now += 1
  const late = await value.get()

  assert.deepEqual([early, later, late], [[1, 1], 1, 2])
})

test('a failure is not remembered', async () => {
  let tries = 0
  const value = new Remembered(async () => {
    tries += 1
    if (tries === 1) throw new Error('not yet')
    return tries
  }, 100)

  await assert.rejects(value.get(), /not yet/)

  assert.equal(await value.get(), 2)
})
