import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reportOf } from '#sim/commands/run-command.ts'
import { reportHtml } from '#sim/report/html.ts'
import { rolloutSections } from '#sim/report/sections/rollout.ts'
import { summarize } from '#sim/report/summary/summary.ts'
import { summaryText } from '#sim/report/summary-text.ts'
import { rollOut, smallRollout } from '#test/sim/rollout/small-rollout.ts'

const scenario = smallRollout({ devices: 60, rest: 'faults: [{kind: unstable, share: 30 %, lasts: 30 min}]' })
const run = rollOut(scenario)
const report = reportOf(scenario, [run], {
  command: 'mycel sim run x.yaml --seed 1',
  runCommand: 'mycel sim run x.yaml',
})
const summary = summarize(report)

test('the page of a rollout that was stopped says how many were exposed before the abort', () => {
  const page = reportHtml(report, summary, rolloutSections(report))

  assert.match(page, new RegExp(`Before the abort ${run.rollout.stop?.exposed} devices had begun`))
  assert.match(page, /<section id="rollout"/)
  assert.match(page, /Devices that the rollout exposed, over time/)
})

test('the summary tells the rollout in one line, and in numbers', () => {
  assert.match(summaryText(summary), /rollout {2,}aborted after .+ in phase 1 of 3/)
  assert.deepEqual(
    summary.rollouts.map(({ seed, exposed }) => ({ seed, exposed })),
    [{ seed: 1, exposed: run.rollout.exposed }],
  )
})

test('devices that no phase came to were held back, and are not late', () => {
  assert.equal(summary.outcomes.unfinished, 0)
  assert.ok(summary.outcomes['held-back'] > 1000)
})
