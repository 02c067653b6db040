import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Instant, instant } from '#core/engine.ts'
import { LeaveTaking } from '#node/engine/leaving/leave-taking.ts'

const reboot = { type: 'reboot', reason: 'to start the trial of 2.0.0' } as const
const second = 1_000_000

/** Seconds after the device was to reboot. */
function at(seconds: number): Instant {
  return instant(seconds * second)
}

/** A device that is to reboot now, while so many requests are being served. */
function leaving(serves: number): LeaveTaking {
  const leave = new LeaveTaking()
  for (let serve = 0; serve < serves; serve += 1) leave.serving()
  leave.begin(reboot, at(0))
  return leave
}

test('a device whom nobody needs reboots after a second, once', () => {
  const leave = leaving(0)

  const early = [leave.end(at(0)), leave.end(at(0.999))]
  const due = leave.deadline()
  const late = [leave.end(at(1)), leave.end(at(2))]

  assert.deepEqual(early, [[], []])
  assert.equal(due, at(1))
  assert.deepEqual(late, [[reboot], []])
  assert.equal(leave.deadline(), undefined)
})

test('a device stays until the last of what it serves is served', () => {
  const leave = leaving(2)
  leave.end(at(1))

  leave.served()
  const withOne = leave.end(at(3))
  leave.served()
  const withNone = leave.end(at(4))

  assert.deepEqual([withOne, withNone], [[], [reboot]])
})

test('a device that has served all before the second is over waits for it to end', () => {
  const leave = leaving(1)
  leave.served()

  assert.deepEqual(leave.end(at(0.5)), [])
  assert.deepEqual(leave.end(at(1)), [reboot])
})

test('a device stays for 15 s at the most, however much it serves', () => {
  const leave = leaving(1)
  const early = [leave.end(at(1)), leave.end(at(14.999))]
  const due = leave.deadline()

  const late = leave.end(at(15))

  assert.deepEqual(early, [[], []])
  assert.equal(due, at(15))
  assert.deepEqual(late, [reboot])
})

test('a device that is not to reboot stays, and waits for nothing', () => {
  const leave = new LeaveTaking()
  leave.serving()
  leave.served()

  assert.deepEqual(leave.end(at(100)), [])
  assert.equal(leave.deadline(), undefined)
})
