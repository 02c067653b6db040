import type { LoadResult } from './load.ts'
import type { ApiReport } from './measure-api.ts'

/** What issue 7 asks for. */
const goals = { p99Ms: 50, memoryMib: 400, pageMs: 200 } as const

/** One line of the table. */
interface Row {
  readonly what: string
  readonly value: string
  readonly goal: string
  /** Undefined where there is no goal. */
  readonly isMet: boolean | undefined
}

/** Whether all that was asked for is there: the rate, and every goal. */
export function isAllMet(report: ApiReport): boolean {
  return rowsOf(report).every(({ isMet }) => isMet !== false)
}

/** The report as a table in Markdown. */
export function tableText(report: ApiReport): string {
  const head = ['| what | measured | goal | met |', '| --- | --- | --- | --- |']
  const rows = rowsOf(report).map(({ what, value, goal, isMet }) => {
    const met = isMet === undefined ? '' : isMet ? 'yes' : '**no**'
    return `| ${what} | ${value} | ${goal} | ${met} |`
  })
  return [...head, ...rows].join('\n')
}

function rowsOf(report: ApiReport): readonly Row[] {
  const { tracker, bare, requestsPerSec, accepted, sent, memoryMaxMib, fleet, pages, devices } = report
  const rateGoal = `${requestsPerSec}/s, p99 < ${goals.p99Ms} ms`
  const isPaced = rateOf(tracker.paced) >= 0.99 * requestsPerSec && tracker.paced.failures === 0
  const plain = { goal: '', isMet: undefined }
  return [
    {
      what: 'tracker, `POST /v1/reports`',
      value: loadText(tracker.paced),
      goal: rateGoal,
      isMet: isPaced && tracker.paced.p99Ms < goals.p99Ms,
    },
    { what: 'a bare fastify route, same load', value: loadText(bare.paced), ...plain },
    { what: 'tracker, as fast as it goes', value: loadText(tracker.full), ...plain },
    { what: 'a bare fastify route, as fast as it goes', value: loadText(bare.full), ...plain },
    {
      what: 'new reports that are durable, of those answered',
      value: `${accepted} of ${sent}`,
      goal: 'all',
      isMet: accepted >= sent,
    },
    {
      what: 'memory of the tracker at most (RSS)',
      value: `${Math.round(memoryMaxMib)} MiB`,
      goal: `≤ ${goals.memoryMib}`,
      isMet: memoryMaxMib <= goals.memoryMib,
    },
    ...Object.entries(pages).map(([name, { idleMs, loadedMs }]) => ({
      what: `page: ${name}, slowest`,
      value: `${rounded(idleMs)} ms, under load ${rounded(loadedMs)} ms`,
      goal: `< ${goals.pageMs} ms`,
      isMet: Math.max(idleMs, loadedMs) < goals.pageMs,
    })),
    {
      what: `filling the fleet of ${devices} devices`,
      value: `signing ${Math.round(fleet.signingSec)} s, taking ${Math.round(fleet.takingSec)} s`,
      ...plain,
    },
  ]
}

function loadText(result: LoadResult): string {
  const { p50Ms, p99Ms, worstMs, failures } = result
  const failed = failures === 0 ? '' : `, ${failures} FAILED`
  return `${Math.round(rateOf(result))}/s, p50 ${rounded(p50Ms)}, p99 ${rounded(p99Ms)}, worst ${rounded(worstMs)} ms${failed}`
}

function rateOf({ requests, seconds }: LoadResult): number {
  return requests / seconds
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10
}
