/** `npm run lab`: measures an update on modelled sites in network namespaces. Needs root; ends with 2 where it cannot run. */
import { LabUsage, parseLabArguments } from './lab-arguments.ts'
import { measure } from './measure.ts'
import { reportText } from './report/report-text.ts'
import { labProblem } from './topology.ts'

/** Exit code where the lab cannot be built, or its command line cannot be read. */
const unusableExitCode = 2

async function main(words: readonly string[]): Promise<number> {
  const plan = parseLabArguments(words)
  const problem = await labProblem()
  if (problem !== undefined) {
    process.stderr.write(`lab: ${problem}\n`)
    return unusableExitCode
  }
  const report = await measure(plan, (line) => void (plan.json || process.stdout.write(`${line}\n`)))
  process.stdout.write(plan.json ? `${JSON.stringify(report)}\n` : reportText(report))
  return report.missing === 0 && report.wrongSlots === 0 ? 0 : 1
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`lab: ${(error as Error).message}\n`)
  process.exitCode = error instanceof LabUsage ? unusableExitCode : 1
}
