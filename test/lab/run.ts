/** `npm run lab`: measures an update on modelled sites in network namespaces. Needs root; ends with 2 where it cannot run. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LabUsage, parseLabArguments } from './lab-arguments.ts'
import { reportOf, reportText } from './lab-report.ts'
import { SiteRun } from './site-run.ts'
import { Lab, labProblem, machineLoad } from './topology.ts'

/** Exit code where the lab cannot be built, or its command line cannot be read. */
const unusableExitCode = 2

async function main(words: readonly string[]): Promise<number> {
  const plan = parseLabArguments(words)
  const problem = await labProblem()
  if (problem !== undefined) {
    process.stderr.write(`lab: ${problem}\n`)
    return unusableExitCode
  }
  const tell = (line: string): void => void (plan.json || process.stdout.write(`${line}\n`))
  const directory = await mkdtemp(join(tmpdir(), 'mycel-lab-'))
  const lab = await Lab.up(plan.shape)
  const site = new SiteRun(lab, plan, directory, tell)
  try {
    const outcome = await site.run()
    const report = reportOf(plan, outcome, { load: await machineLoad() })
    process.stdout.write(plan.json ? `${JSON.stringify(report)}\n` : reportText(report))
    return report.missing === 0 ? 0 : 1
  } finally {
    await site.end()
    await lab.down()
    if (plan.keep) process.stderr.write(`lab: logs are in ${directory}\n`)
    else await rm(directory, { recursive: true, force: true })
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`lab: ${(error as Error).message}\n`)
  process.exitCode = error instanceof LabUsage ? unusableExitCode : 1
}
