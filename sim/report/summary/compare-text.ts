import { countOf, numberText, shareText, timeText } from '#sim/report/quantity.ts'
import type { MeanInterval } from '#sim/statistics.ts'
import type { ComparedMeasure, MeasureComparison, PolicyComparison } from './compare-policies.ts'

interface ComparedFacts {
  /** As the head of a column. */
  readonly name: string
  readonly text: (value: number) => string
  /** The clause that is true when the other policy has so much more of it. */
  readonly clause: (difference: string, than: 'more' | 'less') => string
}

const facts: Readonly<Record<ComparedMeasure, ComparedFacts>> = {
  wanRatioToBound: {
    name: 'WAN bytes, × the lower bound',
    text: (value) => `${numberText(value)} ×`,
    clause: (difference, than) => `${difference} the lower bound ${than} over the WAN`,
  },
  completionP50Seconds: {
    name: 'half have verified',
    text: timeText,
    clause: (difference, than) => `half of the devices are done ${difference} ${laterOrSooner(than)}`,
  },
  completionP99Seconds: {
    name: '99 % have verified',
    text: timeText,
    clause: (difference, than) => `99 % are done ${difference} ${laterOrSooner(than)}`,
  },
}

function laterOrSooner(than: 'more' | 'less'): string {
  return than === 'more' ? 'later' : 'sooner'
}

/** A compared measure as the head of a column. */
export function comparedName(measure: ComparedMeasure): string {
  return facts[measure].name
}

/** A value of a compared measure with its unit. */
export function comparedValueText(measure: ComparedMeasure, value: number): string {
  return facts[measure].text(value)
}

/** A difference with its sign and unit: `+18.9 ×`, `−12 s`. */
export function signedText(measure: ComparedMeasure, difference: number): string {
  const text = facts[measure].text(difference)
  return difference > 0 ? `+${text}` : text
}

/** The bounds of a difference, in words: `95 % interval −0.2 s to +0.4 s`. */
export function intervalText(measure: ComparedMeasure, { interval }: MeanInterval): string {
  if (interval === undefined) return 'one seed, so no interval'
  return `95 % interval ${signedText(measure, interval.low)} to ${signedText(measure, interval.high)}`
}

/** What the seeds say about another policy: a clause for each measure, behind a warning where it updates fewer devices. */
export function comparisonClauses(comparison: PolicyComparison): readonly string[] {
  return [...shortfall(comparison), ...comparison.measures.map(clauseOf)]
}

/** Another policy on one line of a terminal. */
export function comparisonLine(comparison: PolicyComparison): string {
  return [...shortfall(comparison), ...comparison.measures.map(differenceText)].join(', ')
}

function differenceText({ measure, means }: MeasureComparison): string {
  const short = { wanRatioToBound: 'WAN', completionP50Seconds: '50 %', completionP99Seconds: '99 %' }[measure]
  return `${short} ${means === undefined ? 'not reached' : signedText(measure, means.difference.mean)}`
}

function shortfall({ verifiedShares: { ours, theirs } }: PolicyComparison): readonly string[] {
  return theirs < ours ? [`only ${shareText(theirs)} of the devices verified`] : []
}

function clauseOf({ measure, seeds, reached, means }: MeasureComparison): string {
  if (means === undefined) return `no seed got to “${comparedName(measure)}” with both policies`
  const left = seeds - reached
  const remark = left === 0 ? '' : `, without ${countOf(left, 'seed')} at which one of both never got there`
  const { difference } = means
  if (!isCertain(difference)) {
    return `no certain difference in “${comparedName(measure)}” (${intervalText(measure, difference)}${remark})`
  }
  const clause = facts[measure].clause(sizeText(measure, difference.mean), difference.mean > 0 ? 'more' : 'less')
  return `${clause} (${sizesText(measure, difference)}${remark})`
}

/** A difference without its sign, which the words around it tell. */
function sizeText(measure: ComparedMeasure, difference: number): string {
  return facts[measure].text(Math.abs(difference))
}

/** The bounds of a difference that leave out zero, without their signs. */
function sizesText(measure: ComparedMeasure, difference: MeanInterval): string {
  const { interval } = difference
  if (interval === undefined) return intervalText(measure, difference)
  const [near, far] = interval.low > 0 ? [interval.low, interval.high] : [interval.high, interval.low]
  return `95 % interval ${sizeText(measure, near)} to ${sizeText(measure, far)}`
}

/** Whether the interval leaves out zero. One seed shows a difference, and its text says that it has no interval. */
function isCertain({ mean, interval }: MeanInterval): boolean {
  return interval === undefined ? mean !== 0 : interval.low > 0 || interval.high < 0
}
