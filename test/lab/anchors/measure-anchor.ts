import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { within } from '#sim/demo/within.ts'
import { digestOfFile } from '#test/lab/site/digest-of-file.ts'
import { busyShare, processorTimes } from '#test/lab/site/machine-use.ts'
import { Lab, type LabBytes, machineLoad } from '#test/lab/topology.ts'
import type { Anchor, DeployedAnchor } from './anchor.ts'
import type { AnchorResult } from './anchor-result.ts'
import type { AnchorsPlan } from './anchors-arguments.ts'

/** How many times the ideal time a way may take before it counts as not finished, and how many s more. */
const idealTimesMax = 6
const extraSec = 60

/** Signals that end a measurement; what it made is taken down first. */
const endSignals = ['SIGINT', 'SIGTERM'] as const

/** Builds a lab, has an anchor bring a file of random bytes to all devices, takes the lab down, and says what it came to. */
export async function measureAnchor(anchor: Anchor, plan: AnchorsPlan): Promise<AnchorResult> {
  const directory = await mkdtemp(join(tmpdir(), `mycel-anchor-${anchor.name}-`))
  const lab = await Lab.up(plan.shape)
  let deployed: DeployedAnchor | undefined
  const takeDown = async (): Promise<void> => {
    await deployed?.end()
    await lab.down()
    await rm(directory, { recursive: true, force: true })
  }
  const interrupt = (): void => void takeDown().finally(() => process.exit(1))
  for (const signal of endSignals) process.on(signal, interrupt)
  try {
    const file = await makeFile(directory, plan.payloadBytes)
    deployed = await anchor.deploy({ lab, file, directory })
    const outcome = await offer(deployed, lab, plan)
    await compareCopies(deployed.copies, file, plan.payloadBytes)
    return { name: anchor.name, setup: anchor.setup, ...outcome }
  } finally {
    for (const signal of endSignals) process.off(signal, interrupt)
    await takeDown()
  }
}

/** A file that nothing makes smaller, in a directory of its own that a server may show. */
async function makeFile(directory: string, bytes: number): Promise<string> {
  // squid gives up root.
  await chmod(directory, 0o777)
  const file = join(directory, 'origin', 'image')
  await mkdir(join(directory, 'origin'))
  await writeFile(file, randomBytes(bytes))
  return file
}

async function offer(deployed: DeployedAnchor, lab: Lab, plan: AnchorsPlan) {
  const idealSec = (plan.payloadBytes * 8) / (plan.shape.wanMbit * 1e6)
  await lab.resetCounters()
  const processorsBefore = await processorTimes()
  const beganMs = performance.now()
  const timeoutMs = (idealSec * idealTimesMax + extraSec) * 1000
  await within(deployed.offer(), { timeoutMs, problem: () => 'not every device has the file' })
  const seconds = (performance.now() - beganMs) / 1000
  return {
    ...copiesOf(await lab.bytes(), plan),
    timeRatio: seconds / idealSec,
    cpuBusy: busyShare(processorsBefore, await processorTimes()),
    machineLoad: await machineLoad(),
  }
}

function copiesOf({ wan }: LabBytes, { payloadBytes, shape }: AnchorsPlan) {
  const inBytes = wan.reduce((sum, site) => sum + site.inBytes, 0)
  const outBytes = Math.max(...wan.map((site) => site.outBytes))
  return { wanCopies: inBytes / shape.sites / payloadBytes, wanUpCopies: outBytes / payloadBytes }
}

async function compareCopies(copies: readonly string[], file: string, bytes: number): Promise<void> {
  const expected = await digestOfFile(file, bytes)
  for (const copy of copies) {
    if ((await digestOfFile(copy, bytes)) !== expected) throw new Error(`${copy} is not what was offered`)
  }
}
