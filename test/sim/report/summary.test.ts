import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Report } from '#sim/report/report.ts'
import { summarize, summaryJson } from '#sim/report/summary/summary.ts'
import { summaryText } from '#sim/report/summary-text.ts'
import type { DeviceResult } from '#sim/run/result.ts'
import { total } from '#sim/statistics.ts'
import { brokenReport, modelledReport, modelledRun } from './modelled-runs.ts'

/** The report of one run whose devices are changed. */
function reportWith(change: (device: DeviceResult, index: number) => DeviceResult): Report {
  const report = modelledReport([1])
  return { ...report, runs: report.runs.map((run) => ({ ...run, devices: run.devices.map(change) })) }
}

const done = { outcome: 'confirmed', reason: '' } as const

test('a percentile counts devices that never verified, and is not reached where too few did', () => {
  const report = reportWith((device, index) => ({ ...device, ...done, verifiedAt: index % 4 === 0 ? undefined : 30 }))

  const { completion } = summarize(report)

  assert.deepEqual([completion.p50, completion.p90, completion.max], [30, undefined, undefined])
})

test('devices that had the release or no way to it do not count as late', () => {
  const report = reportWith((device, index) => {
    if (index === 0) return { ...device, from: '2.0.0', outcome: 'confirmed', verifiedAt: undefined }
    if (index === 1) return { ...device, outcome: 'unreached', verifiedAt: undefined }
    return { ...device, ...done, verifiedAt: 30 }
  })

  const { completion, hadRelease, outcomes, stragglers } = summarize(report)

  assert.equal(completion.max, 30)
  assert.deepEqual([hadRelease, outcomes.unreached], [1, 1])
  assert.ok(stragglers.every(({ device }) => device > 1))
})

test('completion is told for each class of sites', () => {
  const { classes, completion } = summarize(modelledReport([1, 2]))

  assert.deepEqual(
    classes.map(({ name, sites }) => [name, sites]),
    [
      ['office', 30],
      ['depot <radio> & sons', 10],
    ],
  )
  assert.equal(
    classes.reduce((sum, { completion: { devices } }) => sum + devices, 0),
    completion.devices,
  )
})

test('the ten latest devices are named with their reasons, those that never verified first', () => {
  const report = reportWith((device, index) => {
    if (index === 20) return { ...device, outcome: 'unfinished', verifiedAt: undefined, reason: 'the disk is full' }
    return { ...device, ...done, verifiedAt: index }
  })

  const { stragglers } = summarize(report)

  assert.equal(stragglers.length, 10)
  assert.deepEqual([stragglers[0]?.device, stragglers[0]?.reason], [20, 'the disk is full'])
  assert.equal(stragglers[1]?.verifiedAt, (report.runs[0]?.devices.length ?? 0) - 1)
})

test('a violation is listed with its replay command, and fails what was promised', () => {
  const { violations, violationCount, passed } = summarize(brokenReport(80))

  assert.equal(passed, false)
  assert.equal(violationCount, 80)
  assert.equal(violations.length, 50)
  assert.equal(violations[3]?.replay, 'mycel sim run shop.yaml --seed 7')
})

test('the ratio to the bound is over the bytes of all sites', () => {
  const report = modelledReport([1, 2])
  const sites = report.runs.flatMap((run) => run.sites)

  const { traffic } = summarize(report)

  const down = total(sites, ({ wanDownBytes }) => wanDownBytes)
  const bound = total(sites, ({ boundBytes }) => boundBytes)
  assert.equal(traffic.wanRatioToBound, down / bound)
})

test('summary.json is plain JSON, in which what was not reached is null', () => {
  const report = reportWith((device) => ({ ...device, outcome: 'unfinished', verifiedAt: undefined }))

  const parsed = JSON.parse(summaryJson(summarize(report))) as { completion: unknown; format: unknown }

  assert.equal(parsed.format, 1)
  assert.deepEqual(Object.values(Object(parsed.completion)).slice(2), [null, null, null, null])
})

test('seeds that a policy did not finish are told, and not compared', () => {
  const report = modelledReport([1, 2, 3])
  const unfinished = (seed: number) => ({
    ...modelledRun(seed, 'lan-first'),
    devices: modelledRun(seed, 'lan-first').devices.map((device) => ({ ...device, verifiedAt: undefined })),
  })
  const runs = [modelledRun(1, 'lan-first'), modelledRun(2, 'lan-first'), unfinished(3), modelledRun(9, 'lan-first')]

  const { comparisons } = summarize({ ...report, comparisons: [{ policy: 'lan-first', runs }] })

  const shares = comparisons[0]?.verifiedShares
  assert.ok(shares && shares.theirs < 0.7 && shares.ours > 0.98)
  assert.deepEqual(
    comparisons[0]?.measures.map(({ measure, seeds, reached }) => [measure, seeds, reached]),
    [
      ['wanRatioToBound', 3, 3],
      ['completionP50Seconds', 3, 2],
      ['completionP99Seconds', 3, 2],
    ],
  )
})

test('the terminal shows at most 25 lines with the verdict last, whatever there is to tell', () => {
  const report = modelledReport([1, 2], ['origin-only', 'site-cache', 'random-peers', 'lan-first', 'one-leader'])
  const many = { ...report, judged: [...report.judged, ...report.judged, ...report.judged] }
  const runs = report.runs.map((run) => ({ ...run, violations: brokenReport(9).runs[0]?.violations ?? [] }))

  const lines = summaryText(summarize({ ...many, runs }))
    .trimEnd()
    .split('\n')

  assert.ok(lines.length <= 25, `${lines.length} lines`)
  assert.match(lines.at(-1) ?? '', /^FAIL: RULES WERE BROKEN 18 times; 6 of 9 promises are kept/)
  assert.ok(lines.includes('replay it: mycel sim run shop.yaml --seed 1'))
})

test('a broken promise stands before those that are kept', () => {
  const text = summaryText(summarize(modelledReport([1])))

  assert.ok(text.indexOf('BROKEN  99 %') < text.indexOf('kept '))
  assert.match(text, /\nFAIL: 2 of 3 promises are kept; no rule was broken \(\d+ devices at 40 sites, 1 seed\)\.\n$/)
})
