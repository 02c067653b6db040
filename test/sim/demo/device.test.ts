import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceAfter, progress } from './demo-device.ts'

test('what the processes of one device moved is added up, also of one that was killed', () => {
  const device = deviceAfter(
    'device-01',
    ['boot-booting'],
    ['progress', progress(1, { lan: 10, wan: 5 })],
    ['progress', progress(2, { lan: 30, wan: 5 })],
    ['boot-booting'],
    ['progress', progress(3, { lan: 4, wan: 1 })],
    ['summary', progress(3, { lan: 7, wan: 1 })],
  )

  assert.deepEqual(device.moved, { lanReceivedBytes: 37, wanReceivedBytes: 6, lanSocketBytes: 74 })
})

test('a killed device has resumed with the chunks that it finds in its slot', () => {
  const device = deviceAfter('device-01', ['boot-booting'], ['progress', progress(2)])
  device.killed()

  for (const made of [2, 5]) device.hear({ event: 'progress', ...progress(made) })

  assert.equal(device.killedWith, 2)
  assert.equal(device.resumedWith, 2)
})

test('only what a killed device had fetched before is fetched again', () => {
  const fetched = (address: string, bytes: number) => ['fetched', { address, bytes }] as const
  const device = deviceAfter('device-01', fetched('payload:a', 100), fetched('payload:b', 20))
  device.killed()

  for (const [event, fields] of [fetched('payload:a', 100), fetched('payload:b', 20), fetched('payload:c', 3)]) {
    device.hear({ event, ...fields })
  }

  assert.equal(device.refetchedBytes, 120)
})

test('a device that took the faulty release has returned once it rolled back, or dropped it', () => {
  const states = [['phase-trial', 'phase-rolled-back'], ['phase-fetching', 'phase-idle'], []].map((events) => {
    const device = deviceAfter('device-01', ['phase-confirmed'])
    device.isSecondAct = true
    if (events.length > 0) device.hear({ event: 'phase-planning' })
    for (const event of events) device.hear({ event })
    return device.state
  })

  assert.deepEqual(states, ['returned', 'returned', 'confirmed'])
})
