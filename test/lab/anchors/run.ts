/**
 * `npm run lab:anchors`: measures squid, libtorrent, aria2 and mycel one after the other on the same modelled sites.
 * Needs root and Debian's packages of them; says what is missing and ends with 2 without.
 */
import { LabUsage, parseLabArguments } from '#test/lab/lab-arguments.ts'
import { measure } from '#test/lab/measure.ts'
import { writeSection } from '#test/lab/report/measurements.ts'
import { labProblem } from '#test/lab/topology.ts'
import type { Anchor } from './anchor.ts'
import { type AnchorResult, anchorTable } from './anchor-result.ts'
import { type AnchorsPlan, type Contestant, parseAnchorsArguments } from './anchors-arguments.ts'
import { aria2 } from './aria2.ts'
import { libtorrent } from './libtorrent.ts'
import { measureAnchor } from './measure-anchor.ts'
import { missingPackages } from './missing-packages.ts'
import { squid } from './squid.ts'

const unusableExitCode = 2

const anchors: Readonly<Record<Exclude<Contestant, 'mycel'>, Anchor>> = { squid, libtorrent, aria2 }

async function main(words: readonly string[]): Promise<number> {
  const plan = parseAnchorsArguments(words)
  const problem = (await labProblem()) ?? (await packageProblem(plan))
  if (problem !== undefined) {
    process.stderr.write(`lab:anchors: ${problem}\n`)
    return unusableExitCode
  }
  const results: AnchorResult[] = []
  for (const name of plan.only) {
    process.stderr.write(`${name} …\n`)
    results.push(name === 'mycel' ? await measureMycel(plan) : await measureAnchor(anchors[name], plan))
  }
  process.stdout.write(plan.json ? `${JSON.stringify(results)}\n` : anchorTable(results))
  if (plan.write) await writeSection('anchors', sectionText(plan, results))
  return 0
}

async function packageProblem(plan: AnchorsPlan): Promise<string | undefined> {
  const needs = plan.only.flatMap((name) => (name === 'mycel' ? [] : anchors[name].needs))
  const missing = await missingPackages(needs)
  return missing.length === 0
    ? undefined
    : `${missing.join(', ')} must be installed: apt-get install ${missing.join(' ')} (or leave systems out with --only)`
}

/** The lab's own measurement; its devices run before the release is offered, and verify and write what they get. */
async function measureMycel({ labWords }: AnchorsPlan): Promise<AnchorResult> {
  const report = await measure(parseLabArguments(labWords), (line) => void process.stderr.write(`${line}\n`))
  if (report.missing > 0 || report.wrongSlots > 0)
    throw new Error(`of mycel's devices ${report.missing} did not finish and ${report.wrongSlots} hold other bytes`)
  const { wanCopies, wanUpCopies, timeRatio, cpuBusy, machineLoad } = report
  return { name: 'mycel', setup: 'nothing', wanCopies, wanUpCopies, timeRatio, cpuBusy, machineLoad }
}

function sectionText({ shape, payloadBytes }: AnchorsPlan, results: readonly AnchorResult[]): string {
  const { sites, devicesPerSite, wanMbit, lanMbit } = shape
  const size = `${payloadBytes / 2 ** 20} MiB to ${sites} site(s) × ${devicesPerSite} devices`
  const date = new Date().toISOString().slice(0, 10)
  const heading = `\`npm run lab:anchors\`, ${date}: ${size}, WAN ${wanMbit} Mbit/s, LAN ${lanMbit} Mbit/s. TCP alone makes 1.046 copies.`
  return `${heading}\n\n${anchorTable(results)}`
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`lab:anchors: ${(error as Error).message}\n`)
  process.exitCode = error instanceof LabUsage ? unusableExitCode : 1
}
