import { countOf, numberText, shareText, timeText } from '#sim/report/quantity.ts'
import type { Judgement } from '#sim/scenario/judge.ts'
import type { Measure } from '#sim/scenario/scenario.ts'
import type { Summary } from './summary.ts'

/** What came of a scenario in one line that a manager can read. */
export function verdictText({ passed, judged, runs, devices, sites, violationCount }: Summary): string {
  const fleet = `${countOf(devices, 'device')} at ${countOf(sites, 'site')}, ${countOf(runs.length, 'seed')}`
  const promises = promisesText(judged)
  if (violationCount > 0) return `FAIL: ${brokenText(violationCount)}; ${promises} (${fleet}).`
  return `${passed ? 'PASS' : 'FAIL'}: ${promises}; no rule was broken (${fleet}).`
}

function promisesText(judged: readonly Judgement[]): string {
  const kept = judged.filter(({ met }) => met).length
  if (judged.length === 0) return 'nothing was promised'
  if (judged.length === 1) return kept === 1 ? 'the only promise is kept' : 'the only promise is broken'
  return kept === judged.length ? `all ${kept} promises are kept` : `${kept} of ${judged.length} promises are kept`
}

function brokenText(violationCount: number): string {
  return violationCount === 1 ? 'A RULE WAS BROKEN' : `RULES WERE BROKEN ${countOf(violationCount, 'time')}`
}

interface MeasureFacts {
  readonly name: string
  readonly text: (value: number) => string
}

const facts: Readonly<Record<Measure, MeasureFacts>> = {
  wanCopies: { name: 'copies of the update over the WAN, for each site', text: copiesText },
  wanRatioToBound: { name: 'WAN bytes against the lower bound', text: ratioText },
  completionP50Seconds: { name: 'half of the devices have verified', text: timeText },
  completionP90Seconds: { name: '90 % of the devices have verified', text: timeText },
  completionP99Seconds: { name: '99 % of the devices have verified', text: timeText },
  completionMaxSeconds: { name: 'the last device has verified', text: timeText },
  timeRatioToBound: { name: 'time of the slowest site against its lower bound', text: ratioText },
  confirmedShare: { name: 'devices that confirmed the release', text: shareText },
  rolledBackShare: { name: 'devices that rolled back', text: shareText },
  peerShare: { name: 'received from neighbours', text: shareText },
  wanUpCopies: { name: 'copies sent up the WAN, for each site', text: copiesText },
  violations: { name: 'broken rules', text: numberText },
  exposedBeforeAbort: { name: 'devices exposed before the abort', text: numberText },
}

function copiesText(value: number): string {
  return value === 1 ? '1 copy' : `${numberText(value)} copies`
}

function ratioText(value: number): string {
  return `${numberText(value)} ×`
}

/** A measure in words. */
export function measureText(measure: Measure): string {
  return facts[measure].name
}

/** A value of a measure with its unit; undefined: it was not reached. */
export function measuredText(measure: Measure, value: number | undefined): string {
  return value === undefined ? 'not reached' : facts[measure].text(value)
}

/** What was promised: `at most 5 min`. */
export function promiseText({ measure, is, value }: Judgement['expectation']): string {
  return `${is === 'at-most' ? 'at most' : 'at least'} ${facts[measure].text(value)}`
}
