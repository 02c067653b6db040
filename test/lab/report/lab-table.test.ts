import assert from 'node:assert/strict'
import { test } from 'node:test'
import { check } from '#core/check.ts'
import { parseLabArguments } from '#test/lab/lab-arguments.ts'
import { chooseCases, type LabCase, labCases, scaleWords } from './lab-cases.ts'
import { deviceOf, outcomeOf } from './lab-outcome.ts'
import { type LabReport, reportOf } from './lab-report.ts'
import { medianReport, mergeRows, rowsOf, tableRows, tableText } from './lab-table.ts'

const report = reportOf(parseLabArguments(['--devices', '2']), outcomeOf([deviceOf(), deviceOf()]), 1.5)

for (const { name, words } of labCases) {
  for (const scale of ['full', 'quarter'] as const) {
    test(`the lab can read the words of the case ${name} at the ${scale} scale`, () => {
      const plan = parseLabArguments([...scaleWords(scale), ...words(scale)])

      assert.ok(plan.shape.devicesPerSite >= 1)
    })
  }
}

test('a row says goal, value, whether it is met, and how busy the machine was', () => {
  const [row] = tableRows([{ labCase: caseOf('site'), report }], '2026-08-01')

  assert.equal(row, '| 1 site × 20 | WAN in / payload | ≤ 1.06 | 1.05 | yes | 0 | 50 % | 1.5 | 2026-08-01 |')
})

test('nothing is met by a run in which a device did not finish', () => {
  const [row = ''] = tableRows([{ labCase: caseOf('site'), report: { ...report, missing: 1 } }], '2026-08-01')

  assert.match(row, /\*\*no\*\* \| 1 \|/)
})

test('the time of a cut is compared with the same site without one', () => {
  const cut = { labCase: caseOf('cut-wan'), report: { ...report, seconds: report.seconds + 20.5 } }

  const rows = tableRows([{ labCase: caseOf('site'), report }, cut], '2026-08-01')

  assert.match(rows.at(-1) ?? '', /s beyond the 20 s \| ≤ 1 \| 0\.5 \| yes/)
})

test('a case that is compared brings the other one with it', () => {
  assert.deepEqual(
    chooseCases(['cut-wan'])?.map(({ name }) => name),
    ['site', 'cut-wan'],
  )
  assert.equal(chooseCases(['site', 'what']), undefined)
})

test('each number is the median of its own, also inside of others', () => {
  const of = (wanCopies: number, mdns: number): LabReport => ({
    ...report,
    wanCopies,
    peers: { ...report.peers, mdns },
  })

  const { wanCopies, peers, faults } = medianReport([of(1.05, 9), of(1.3, 2), of(1.04, 5)])

  assert.equal(wanCopies, 1.05)
  assert.equal(peers.mdns, 5)
  assert.deepEqual(faults, [])
})

test('rows that were not measured again stay, each at its place', () => {
  const old = ['| b | what | 1 |', '| a | what | 1 |', '| gone | what | 1 |']

  const merged = mergeRows(rowsOf(tableText(old)), ['| b | what | 2 |', '| c | what | 2 |'], ['a', 'b', 'c'])

  assert.deepEqual(merged, ['| a | what | 1 |', '| b | what | 2 |', '| c | what | 2 |'])
})

function caseOf(name: string): LabCase {
  const labCase = labCases.find((candidate) => candidate.name === name)
  check(labCase !== undefined, 'a test names a case that there is')
  return labCase
}
