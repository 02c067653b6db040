/**
 * `npm run lab:table [-- --runs 3] [--quarter] [--only NAME,…] [--write]`: runs the cases that the lab must show one
 * after the other and prints what each came to, in the median of its runs. `--write` puts it into docs/measurements.md, where the
 * rows of cases that were not run stay. Ends with 1 where a device did not finish, with 2 where the lab cannot run.
 */
import { parseArgs } from 'node:util'
import { LabUsage, parseLabArguments } from './lab-arguments.ts'
import { measure } from './measure.ts'
import { chooseCases, type LabCase, type LabScale, labCases, scaleWords } from './report/lab-cases.ts'
import type { LabReport } from './report/lab-report.ts'
import { type CaseResult, medianReport, mergeRows, rowsOf, tableRows, tableText } from './report/lab-table.ts'
import { readMeasurements, sectionOf, writeSection } from './report/measurements.ts'
import { labProblem } from './topology.ts'

const unusableExitCode = 2

/** What is asked for. */
interface TablePlan {
  readonly runs: number
  readonly scale: LabScale
  readonly cases: readonly LabCase[]
  readonly write: boolean
}

async function main(words: readonly string[]): Promise<number> {
  const plan = parseWords(words)
  const problem = await labProblem()
  if (problem !== undefined) {
    process.stderr.write(`lab: ${problem}\n`)
    return unusableExitCode
  }
  const results: CaseResult[] = []
  for (const labCase of plan.cases) results.push({ labCase, report: await runCase(labCase, plan) })
  const rows = tableRows(results, new Date().toISOString().slice(0, 10))
  process.stdout.write(tableText(rows))
  if (plan.write) await write(plan, rows)
  return results.every(({ report }) => report.missing === 0 && report.wrongSlots === 0) ? 0 : 1
}

async function runCase(labCase: LabCase, { runs, scale }: TablePlan): Promise<LabReport> {
  const reports: LabReport[] = []
  for (let run = 1; run <= runs; run++) {
    const words = [...scaleWords(scale), ...labCase.words(scale), '--seed', String(run)]
    const report = await measure(parseLabArguments(words), (line) => tell(`${labCase.name}: ${line}`))
    tell(`${labCase.name} ${run}/${runs}: ${JSON.stringify(report)}`)
    reports.push(report)
  }
  return medianReport(reports)
}

/** Each scale has a section of its own. */
async function write({ scale, runs }: TablePlan, rows: readonly string[]): Promise<void> {
  const section = scale === 'full' ? 'lab' : 'lab-quarter'
  const before = rowsOf(sectionOf(await readMeasurements(), section))
  const merged = mergeRows(
    before,
    rows,
    labCases.map(({ title }) => title),
  )
  const heading = `\`npm run lab:table${scale === 'quarter' ? ' -- --quarter' : ''}\` (${scaleWords(scale).join(' ')}), median of ${runs}:`
  await writeSection(section, `${heading}\n\n${tableText(merged)}`)
}

function parseWords(words: readonly string[]): TablePlan {
  const { values } = parseArgs({
    args: [...words],
    options: {
      runs: { type: 'string', default: '3' },
      quarter: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      write: { type: 'boolean', default: false },
    },
  })
  const runs = Number(values.runs)
  const cases = chooseCases(values.only.split(',').filter((name) => name !== ''))
  if (!Number.isInteger(runs) || runs < 1)
    throw new LabUsage(`--runs takes a whole number from 1 on, not ${values.runs}`)
  if (cases === undefined) throw new LabUsage(`--only takes names of ${labCases.map(({ name }) => name).join(', ')}`)
  return { runs, scale: values.quarter ? 'quarter' : 'full', cases, write: values.write }
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`lab: ${(error as Error).message}\n`)
  process.exitCode = error instanceof LabUsage ? unusableExitCode : 1
}
