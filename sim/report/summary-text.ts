import type { Judgement } from '#sim/scenario/judge.ts'
import { bytesText, countOf, countText, numberText, orDash, seedsText, shareText, timeText } from './quantity.ts'
import { comparisonLine } from './summary/compare-text.ts'
import { outcomeText } from './summary/outcome-text.ts'
import { rolloutText } from './summary/rollout-line.ts'
import type { Straggler } from './summary/straggler.ts'
import type { Summary } from './summary/summary.ts'
import { measuredText, measureText, promiseText, verdictText } from './summary/verdict.ts'

/** Promises that are shown; the others are counted. With it, and with all policies compared, a summary has 25 lines. */
const judgedLinesMax = 4

/** What `mycel sim run` prints at its end: at most 25 lines, the verdict last. */
export function summaryText(summary: Summary): string {
  const groups = [
    headLines(summary),
    table([...factRows(summary), ...comparisonRows(summary)]),
    judgedLines(summary.judged),
    [...violationLines(summary), verdictText(summary)],
  ]
  return `${groups
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function headLines({ scenario, title, policy, runs }: Summary): readonly string[] {
  return [`${scenario}: ${title}`, `policy ${policy}, ${seedsText(runs.map(({ seed }) => seed))}`]
}

function factRows(summary: Summary): readonly Row[] {
  const { completion, traffic, faults, rollouts, stragglers, runs } = summary
  const counts = Object.entries(faults)
  const [latest] = stragglers
  return [
    ['devices', outcomeText(summary)],
    [
      'verified',
      `50 % ${orDash(completion.p50, timeText)}, 90 % ${orDash(completion.p90, timeText)}, 99 % ${orDash(completion.p99, timeText)}, last ${orDash(completion.max, timeText)}`,
    ],
    [
      'over the WAN',
      `${bytesText(traffic.wanDownBytes / runs.length)} down, ${orDash(traffic.wanRatioToBound, numberText)} × the lower bound; ${bytesText(traffic.wanUpBytes / runs.length)} up${runs.length === 1 ? '' : ', each seed'}`,
    ],
    ['from neighbours', orDash(traffic.peerShare, (share) => `${shareText(share)} of what devices received`)],
    ...(rollouts.length === 0 ? [] : [['rollout', rolloutText(rollouts)] as const]),
    ['faults', counts.length === 0 ? 'none' : counts.map(([kind, count]) => `${countText(count)} ${kind}`).join(', ')],
    ...(latest === undefined ? [] : [['latest', latestText(latest)] as const]),
  ]
}

function latestText({ device, site, seed, verifiedAt, reason }: Straggler): string {
  const when = verifiedAt === undefined ? 'never verified' : timeText(verifiedAt)
  return `device ${device} at site ${site}, seed ${seed}: ${when}${reason === '' ? '' : `, ${reason}`}`
}

function comparisonRows({ comparisons }: Summary): readonly Row[] {
  return comparisons.map((comparison) => [`with ${comparison.policy}`, comparisonLine(comparison)])
}

/** The promises, broken ones first. */
function judgedLines(judged: readonly Judgement[]): readonly string[] {
  const sorted = [...judged.filter(({ met }) => !met), ...judged.filter(({ met }) => met)]
  const rows = sorted.slice(0, judgedLinesMax).map(({ expectation, measured, met }): Row => {
    const { measure } = expectation
    return [
      met ? 'kept' : 'BROKEN',
      measureText(measure),
      measuredText(measure, measured),
      `(${promiseText(expectation)})`,
    ]
  })
  const hidden = sorted.length - rows.length
  return [...table(rows), ...(hidden > 0 ? [`  and ${countOf(hidden, 'more promise')}`] : [])]
}

function violationLines({ violations }: Summary): readonly string[] {
  const [first] = violations
  if (first === undefined) return []
  const { invariant, device, at, seed, replay } = first
  const where = device === undefined ? '' : ` on device ${device}`
  return [`broken rule: ${invariant}${where} after ${timeText(at)}, seed ${seed}`, `replay it: ${replay}`]
}

type Row = readonly string[]

/** Rows with their columns under each other, two spaces before each. */
function table(rows: readonly Row[]): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  return rows.map((row) => `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd())
}
