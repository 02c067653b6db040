import { baseCase, type LabCase } from './lab-cases.ts'
import { type LabReport, median } from './lab-report.ts'

/** What a case came to: the median of its runs. */
export interface CaseResult {
  readonly labCase: LabCase
  readonly report: LabReport
}

const head = ['case', 'what', 'goal', 'value', 'met', 'not finished', 'CPU busy', 'load', 'date']

/** The results as rows of a Markdown table: one for each goal. `date` is when they were measured. */
export function tableRows(results: readonly CaseResult[], date: string): readonly string[] {
  const base = results.find(({ labCase }) => labCase.name === baseCase)?.report
  return results.flatMap(({ labCase, report }) =>
    labCase.goals.map((goal) => {
      const value = goal.value(report, base)
      const most = goal.most(report)
      const isMet = value !== undefined && value <= most && report.missing === 0
      const numbers = [`≤ ${short(most)}`, value === undefined ? '–' : short(value), isMet ? 'yes' : '**no**']
      const machine = [report.missing, `${Math.round(report.cpuBusy * 100)} %`, report.machineLoad, date]
      return row([labCase.title, goal.what, ...numbers, ...machine])
    }),
  )
}

/** Rows under their heads. */
export function tableText(rows: readonly string[]): string {
  return `${[row(head), row(head.map(() => '---')), ...rows].join('\n')}\n`
}

/** The rows of a table as it was written before, without its heads. */
export function rowsOf(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
}

/** New rows in the places of the old rows of their cases, in the order of `titles`; rows of other cases stay. */
export function mergeRows(
  old: readonly string[],
  fresh: readonly string[],
  titles: readonly string[],
): readonly string[] {
  return titles.flatMap((title) => {
    const isOfCase = (text: string): boolean => text.startsWith(`| ${title} |`)
    const measured = fresh.filter(isOfCase)
    return measured.length > 0 ? measured : old.filter(isOfCase)
  })
}

/** The median of each number of some reports, field by field; words are those of the first. */
export function medianReport(reports: readonly LabReport[]): LabReport {
  return medianOf(reports) as LabReport
}

function medianOf(values: readonly unknown[]): unknown {
  const [first] = values
  if (typeof first === 'number') return median(values as readonly number[])
  if (typeof first !== 'object' || first === null || Array.isArray(first)) return first
  const names = Object.keys(first)
  return Object.fromEntries(
    names.map((name) => [name, medianOf(values.map((value) => (value as Record<string, unknown>)[name]))]),
  )
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}

function short(number: number): string {
  return Number.isFinite(number) ? String(Math.round(number * 1000) / 1000) : 'never'
}
