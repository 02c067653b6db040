import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LabPlan } from './lab-arguments.ts'
import { type LabReport, reportOf } from './report/lab-report.ts'
import { SiteRun } from './site/site-run.ts'
import { Lab, machineLoad } from './topology.ts'

/** Signals that end a measurement; what it made is taken down first. */
const endSignals = ['SIGINT', 'SIGTERM'] as const

/** Builds a lab, runs one update in it, takes it down again, and reports what came of it. Needs root. */
export async function measure(plan: LabPlan, tell: (line: string) => void): Promise<LabReport> {
  const directory = await mkdtemp(join(tmpdir(), 'mycel-lab-'))
  const lab = await Lab.up(plan.shape)
  const run = new SiteRun({ lab, plan, directory, tell })
  const takeDown = async (): Promise<void> => {
    await run.end()
    await lab.down()
    if (!plan.keep) await rm(directory, { recursive: true, force: true })
  }
  const interrupt = (): void => void takeDown().finally(() => process.exit(1))
  for (const signal of endSignals) process.on(signal, interrupt)
  try {
    return reportOf(plan, await run.run(), await machineLoad())
  } finally {
    for (const signal of endSignals) process.off(signal, interrupt)
    await takeDown()
    if (plan.keep) process.stderr.write(`lab: logs are in ${directory}\n`)
  }
}
