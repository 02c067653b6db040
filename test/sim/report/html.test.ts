import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reportHtml } from '#sim/report/html.ts'
import type { Report } from '#sim/report/report.ts'
import { summarize } from '#sim/report/summary/summary.ts'
import { brokenReport, modelledReport } from './modelled-runs.ts'

function render(report: Report): string {
  return reportHtml(report, summarize(report))
}

function headingsOf(page: string): readonly string[] {
  return [...page.matchAll(/<h2[^>]*>([^<]*)</g)].map((match) => match[1] ?? '')
}

test('the report goes from the verdict to what repeats it', () => {
  const page = render(modelledReport([1, 2], ['lan-first']))

  assert.match(page, /<p class="verdict failed">.*FAIL: 2 of 3 promises are kept; no rule was broken/)
  assert.deepEqual(headingsOf(page), [
    'Promises',
    'Safety',
    'Adoption',
    'Bytes over the WAN',
    'Completion',
    'Other policies',
    'Injected faults',
    'Calibration',
    'What is modelled, and what is not',
    'The scenario',
  ])
})

test('a section of another part, as the timeline of a rollout, stands behind the adoption', () => {
  const report = modelledReport([1])

  const page = reportHtml(report, summarize(report), [{ id: 'rollout', title: 'Rollout', body: 'stages' }])

  assert.deepEqual(headingsOf(page).slice(2, 5), ['Adoption', 'Rollout', 'Bytes over the WAN'])
})

test('text from outside stays text, in the page and inside charts', () => {
  const page = render(brokenReport(2))

  assert.ok(!page.includes('<script'))
  assert.ok(!page.includes('<radio'))
  assert.ok(page.includes('&#60;script&#62;alert(1)'))
})

test('the page asks for nothing outside of itself, and runs nothing', () => {
  const page = render(modelledReport([1, 2], ['origin-only']))

  assert.doesNotMatch(page, /(?:src|href)=|url\(|@import|<(?:script|link|img|iframe)/)
  assert.match(page, /Content-Security-Policy" content="default-src 'none'/)
})

test('the page stays under a mebibyte with many seeds, policies and failures', () => {
  const seeds = Array.from({ length: 30 }, (_, seed) => seed)
  const report = modelledReport(seeds, ['origin-only', 'site-cache', 'random-peers', 'lan-first', 'one-leader'])
  const runs = report.runs.map((run) => ({ ...run, violations: brokenReport(200).runs[0]?.violations ?? [] }))

  const page = render({ ...report, runs })

  assert.ok(Buffer.byteLength(page) < 1 << 20, `${Buffer.byteLength(page)} bytes`)
})

test('the same runs give the same page', () => {
  const report = modelledReport([1, 2], ['lan-first'])

  const [first, second] = [render(report), render(report)]

  assert.equal(first, second)
})

test('every failure has its replay command', () => {
  const page = render(brokenReport(3))

  assert.equal(page.match(/mycel sim run shop\.yaml --seed 7/g)?.length, 3)
})

test('one seed has no interval, which the comparison says', () => {
  const page = render(modelledReport([1], ['lan-first']))

  assert.match(page, /one seed, so no interval/)
})

test('a fleet in which nothing happened has a report, too', () => {
  const report = modelledReport([1])
  const runs = report.runs.map((run) => ({
    ...run,
    faults: [],
    devices: run.devices.map((device) => ({ ...device, outcome: 'unreached' as const, verifiedAt: undefined })),
    sites: run.sites.map((site) => ({ ...site, wanDownBytes: 0, boundBytes: 0 })),
    wanIntervals: [],
  }))

  const page = render({ ...report, runs, judged: [], calibration: [] })

  assert.match(page, /Nothing had to cross the WAN/)
  assert.doesNotMatch(page, /NaN|undefined|Infinity/)
})
