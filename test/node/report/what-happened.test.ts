import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReportEvent } from '#core/report/report.ts'
import type { Phase } from '#node/engine/contract.ts'
import { nothingReported, type ReportMemory } from '#node/report/report-memory.ts'
import { failuresReported, type Happening, type ReportingDevice, whatHappened } from '#node/report/what-happened.ts'

const device: ReportingDevice = { running: '1.0.0', now: 10_000, rollBackCause: () => 'trial' }

function phase(name: Phase, detail = '', version = '1.1.0'): Happening {
  return { type: 'phase', phase: name, version, detail, rollout: name === 'offered' ? 'r1' : '' }
}

/** What is reported of these happenings, one after the other, and what is remembered then. */
function report(
  happenings: readonly Happening[],
  parts: Partial<ReportingDevice> = {},
  before: ReportMemory = nothingReported,
): { readonly events: readonly ReportEvent[]; readonly memory: ReportMemory } {
  const events: ReportEvent[] = []
  let memory = before
  for (const happening of happenings) {
    const reported = whatHappened(memory, happening, { ...device, ...parts })
    memory = reported.memory
    if (reported.event !== undefined) events.push(reported.event)
  }
  return { events, memory }
}

const began: ReportEvent = { type: 'began', version: '1.1.0', rollout: 'r1', from: '1.0.0' }
const installed = [phase('offered'), phase('planning'), phase('staged'), { type: 'reboot' } as const]

test('an update is reported when it begins and when it is confirmed, with the time that the device was away', () => {
  const before = report(installed)
  const moved = { ...before.memory, traffic: { wanBytes: 100, lanBytes: 900 } }

  const after = report([phase('trial'), phase('confirmed')], { running: '1.1.0', now: 14_200 }, moved)

  assert.deepEqual(before.events, [began])
  assert.deepEqual(after.events, [
    {
      type: 'confirmed',
      version: '1.1.0',
      rollout: 'r1',
      from: '1.0.0',
      downtimeMs: 4200,
      traffic: { wanBytes: 100, lanBytes: 900 },
    },
  ])
  assert.deepEqual(after.memory.traffic, { wanBytes: 0, lanBytes: 0 })
})

test('a downtime that a clock that was set has made up is not reported', () => {
  const before = report(installed, { now: 0 })

  const { events } = report([phase('confirmed')], { now: Date.UTC(2026, 0, 1) }, before.memory)

  assert.equal(events[0]?.type === 'confirmed' && events[0].downtimeMs, 0)
})

test('an install has failed when it failed several times in a row, and is the same install when it is tried again', () => {
  const attempt = [phase('offered'), phase('planning'), phase('failed', 'the slot cannot be written')]
  const attempts = Array.from({ length: failuresReported + 2 }, () => attempt).flat()

  const once = report(attempt)
  const often = report(attempts)

  assert.deepEqual(once.events, [began])
  assert.deepEqual(often.events, [
    began,
    { type: 'install-failed', version: '1.1.0', rollout: 'r1', reason: 'the slot cannot be written' },
  ])
})

for (const cause of ['trial', 'taken-back', 'owner'] as const) {
  test(`a device that went back (${cause}) says so once, however often it starts`, () => {
    const before = report(installed)
    const back = phase('rolled-back', 'it is dark')

    const { events } = report([back, back], { rollBackCause: () => cause }, before.memory)

    assert.deepEqual(events, [{ type: 'rolled-back', version: '1.1.0', rollout: 'r1', cause, reason: 'it is dark' }])
  })
}

test('a crash names the rollout of the release that crashed', () => {
  const before = report([...installed, phase('confirmed')])
  const crash = { type: 'crash', at: 4_000_000, version: '1.1.0', reason: 'exit code 1' } as const

  const { events } = report([crash, { ...crash, version: '1.0.0', at: 4_000_001 }], {}, before.memory)

  assert.deepEqual(
    events.map((event) => event.type === 'crashed' && [event.version, event.rollout]),
    [
      ['1.1.0', 'r1'],
      ['1.0.0', ''],
    ],
  )
})

test('crashes of one version are reported once an hour, and none of them twice', () => {
  const crashAt = (minute: number): Happening => {
    return { type: 'crash', at: 4_000_000 + minute * 60_000, version: '1.1.0', reason: `${minute}` }
  }

  const { events } = report([0, 10, 59, 59, 60, 60, 90].map(crashAt))

  assert.deepEqual(
    events.map((event) => event.type === 'crashed' && event.reason),
    ['0', '60'],
  )
})

test('what an owner or a factory did without an update is not reported', () => {
  const { events, memory } = report([phase('idle'), phase('confirmed'), phase('failed'), phase('rolled-back')])

  assert.deepEqual([events, memory.taken], [[], undefined])
})
