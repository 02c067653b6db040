import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesText } from './bytes-text.ts'
import type { ImagePair } from './images.ts'
import { Milestone } from './milestone.ts'
import type { Launcher } from './mycel-process.ts'
import { addHealthCheck, canariesOf, canaryTag } from './second/faulty-release.ts'
import { playSecondAct } from './second/second-act.ts'
import type { DemoDevice } from './site/device.ts'
import { corrupt, provisionAll } from './site/factory.ts'
import { problemsOf, stuckText } from './site/inspect.ts'
import { Site } from './site/site.ts'
import { type DemoSummary, summarize } from './summary.ts'
import { type Built, type DemoTracker, makeKeys, movedSoFar, publish, startTracker, type VendorInit } from './vendor.ts'
import type { Board } from './view/board.ts'
import { within } from './within.ts'

/** What a demo is run with. */
export interface DemoInit {
  readonly launcher: Launcher
  /** An empty directory for keys, repository, devices and logs. */
  readonly directory: string
  readonly images: ImagePair
  /** Its devices are to be updated; its intruder, where it has one, serves corrupted bytes. */
  readonly board: Board
  /** How many devices are killed in the middle of the update. */
  readonly killsMax: number
  /** Whether a faulty release follows the good one. */
  readonly hasSecondAct: boolean
  /** Ends the demo with its reason. */
  readonly signal: AbortSignal
}

/** How long all devices may take to start and find the tracker, and to update. */
const startTimeoutMs = 120_000
const updateTimeoutMs = 480_000

/** Plays a vendor, a factory and a site on this machine, with one process for the tracker and two for each device. */
export async function runDemo(init: DemoInit): Promise<DemoSummary> {
  const { launcher, directory, images, board, signal } = init
  const { devices, intruder } = board
  await mkdir(launcher.logDirectory, { recursive: true })
  const vendor = { launcher, images, directory }

  board.tell('vendor', `makes keys, builds and signs ${images.product} ${images.old.version}`)
  await makeKeys(vendor)
  await publish(vendor, images.old)
  const joined = new Milestone(devices.length)
  const tracker = startTracker(vendor, board.uploadLimit, ({ event, peer }) => {
    if (event === 'device-joined' && peer !== intruder?.peer) joined.reached(String(peer))
  })
  let site: Site | undefined
  try {
    const address = await within(tracker.address, {
      timeoutMs: startTimeoutMs,
      problem: () => `the tracker does not listen: see ${launcher.logDirectory}/tracker.log`,
      signal,
    })
    await provision(init, address)
    site = await Site.start(init)
    const started = Promise.all([site.ready, joined.all])
    await within(started, { timeoutMs: startTimeoutMs, problem: () => lateText('ready', devices), signal })
    board.tell('site', `${devices.length} devices run ${images.old.version} and have found the tracker and each other`)
    if (intruder !== undefined) await letIn(intruder, site, init)
    return await update(init, { vendor, site, tracker })
  } finally {
    await Promise.all([site?.stop(), tracker.process.stop()])
  }
}

async function provision({ launcher, directory, images, board }: DemoInit, tracker: string): Promise<void> {
  const { devices, intruder } = board
  board.tell('factory', `provisions ${devices.length} devices: identity, certificate, two slots, ${images.old.version}`)
  const factory = { launcher, images, tracker, keys: join(directory, 'keys'), tags: [] }
  const canaries = canariesOf(devices)
  await provisionAll({ ...factory, tags: [canaryTag] }, canaries, images.old)
  const others = devices.filter((device) => !canaries.includes(device))
  await provisionAll(factory, others, images.old)
  for (const device of devices) await addHealthCheck(device, images)
  if (intruder === undefined) return
  // It has what the others will want, so that they ask it first.
  await provisionAll(factory, [intruder], images.new)
  await corrupt(intruder)
}

async function letIn(intruder: DemoDevice, site: Site, { board, signal }: DemoInit): Promise<void> {
  const problem = (): string => lateText('ready', [intruder])
  await within(site.letIn(intruder), { timeoutMs: startTimeoutMs, problem, signal })
  board.tell(intruder.name, 'claims to have the new image, and serves corrupted bytes')
}

/** Publishes the new release, waits until every device has confirmed it or given it up, and then perhaps a faulty one. */
async function update(
  init: DemoInit,
  { vendor, site, tracker }: { readonly vendor: VendorInit; readonly site: Site; readonly tracker: DemoTracker },
): Promise<DemoSummary> {
  const { launcher, images, board, signal } = init
  const built = await publish(vendor, images.new, images.old)
  const offeredAt = performance.now()
  board.tell('vendor', publicationText(images, built))
  const problem = (): string => lateText('confirmed', board.devices)
  await within(site.settled, { timeoutMs: updateTimeoutMs, problem, signal })
  const seconds = (performance.now() - offeredAt) / 1000
  const summary = summarize({ board, images, built, tracker: await movedSoFar(vendor), seconds })
  const secondAct = init.hasSecondAct ? { secondAct: await playSecondAct(init) } : {}
  await Promise.all([site.stop(), tracker.process.stop()])
  const problems = await problemsOf(board.devices, { launcher, images })
  return { ...summary, confirmed: board.devices.length - problems.length, problems, ...secondAct }
}

function publicationText({ new: { version } }: ImagePair, { fullBytes, deltaBytes }: Built): string {
  return `publishes ${version}: ${bytesText(fullBytes)} as a full download, ${bytesText(deltaBytes)} as a delta`
}

/** Which devices are stuck, and where to read why. */
function lateText(goal: 'ready' | 'confirmed', devices: readonly DemoDevice[]): string {
  const late = devices.filter(({ state }) => state !== goal)
  if (late.length === 0) return 'the tracker has not heard of every device: see its log beside those of the devices'
  return `not every device is ${goal}:\n  ${late.map(stuckText).join('\n  ')}`
}
