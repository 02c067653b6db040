import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseLabArguments } from '#test/lab/lab-arguments.ts'
import type { SiteRunOutcome } from '#test/lab/site/site-run.ts'
import { deviceOf, outcomeOf, payloadBytes } from './lab-outcome.ts'
import { median, reportOf } from './lab-report.ts'
import { reportText } from './report-text.ts'

test('copies are bytes at a link per byte of payload', () => {
  const report = reportFor(outcomeOf([deviceOf(), deviceOf()]))

  assert.equal(report.wanCopies, 1.05)
  assert.equal(report.wanUpCopies, 0.04)
  assert.equal(report.originCopies, 1.1)
  assert.equal(report.lanCopies, 1.08)
})

test('the time is that of the last device that was to finish', () => {
  const killed = deviceOf({ role: 'kill', stagedMs: undefined, summary: undefined })
  const enemy = deviceOf({ role: 'corrupt', stagedMs: 9_000 })

  const report = reportFor(outcomeOf([deviceOf({ stagedMs: 1_200 }), deviceOf(), killed, enemy]))

  assert.equal(report.timeRatio, 1.2)
  assert.equal(report.missing, 0)
})

test('a device that did not finish makes the time infinite and is counted', () => {
  const report = reportFor(outcomeOf([deviceOf(), deviceOf({ stagedMs: undefined })]))

  assert.equal(report.timeRatio, Number.POSITIVE_INFINITY)
  assert.equal(report.missing, 1)
})

test('slow devices are left out of the time of the others', () => {
  const report = reportFor(outcomeOf([deviceOf(), deviceOf({ role: 'slow', stagedMs: 4_000 })]))

  assert.equal(report.timeRatio, 4)
  assert.equal(report.timeRatioOthers, 1.1)
})

test('what late devices add is told apart', () => {
  const outcome = outcomeOf([deviceOf(), deviceOf({ role: 'late' })])
  const wan = [{ inBytes: 1.06 * payloadBytes, outBytes: 0 }]

  const report = reportFor({ ...outcome, bytesWithLate: { ...outcome.bytes, wan } })

  assert.equal(report.wanCopies, 1.05)
  assert.equal(report.lateCopies, 0.01)
})

test('the bytes of the WAN link are divided between products and enemies as their sockets counted', () => {
  const devices = [
    deviceOf({}, { wanSocketBytes: 600_000 }),
    deviceOf({ product: 'other', role: 'lie' }, { wanSocketBytes: 400_000 }),
  ]
  const ideals = [
    { product: 'lab', bytes: payloadBytes / 2 },
    { product: 'other', bytes: payloadBytes / 2 },
  ]

  const report = reportFor(outcomeOf(devices, { ideals }))

  assert.deepEqual(report.productCopies, { lab: 1.26, other: 0.84 })
  assert.equal(report.enemyCopies, 0.42)
})

test('the memory of a liar does not count: its program is not the product', () => {
  const devices = [deviceOf(), deviceOf({ role: 'lie' }, { peakMemoryBytes: 400_000_000 })]

  const report = reportFor(outcomeOf(devices))

  assert.ok(report.rssMb < 400)
})

test('memory, processor time and peers are those of devices that said so at their end', () => {
  const devices = [
    deviceOf(),
    deviceOf({}, { peakMemoryBytes: 120_000_000, cpuSeconds: 4, inboundJoins: 3 }),
    deviceOf({ role: 'kill', summary: undefined }),
  ]

  const report = reportFor(outcomeOf(devices))

  assert.equal(report.rssMb, 120)
  assert.equal(report.cpuSecondsPerDevice, 3)
  assert.deepEqual(report.peers, { mdns: 2, dialled: 2, inbound: 3 })
  assert.equal(report.peerShare, 0.75)
})

test('the text for a person names what went wrong', () => {
  const text = reportText(reportFor(outcomeOf([deviceOf(), deviceOf({ role: 'late' })]), ['--fault', 'late:1']))

  assert.match(text, /; late:1\n/)
  assert.match(text, /added by late devices {2}0\n/)
})

test('the median of an even number of values is the higher of the two in the middle', () => {
  assert.equal(median([3, 1, 2, 4]), 3)
  assert.equal(median([]), 0)
})

/** The report of a run of so many devices behind 20 Mbit/s. */
function reportFor(outcome: SiteRunOutcome, words: readonly string[] = []) {
  return reportOf(parseLabArguments(['--devices', String(outcome.devices.length), ...words]), outcome, 1)
}
