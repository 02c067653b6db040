import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ImagePair } from '#sim/demo/images.ts'
import { type Launcher, runMycel } from '#sim/demo/mycel-process.ts'
import type { DemoDevice } from '#sim/demo/site/device.ts'
import type { Board } from '#sim/demo/view/board.ts'
import { within } from '#sim/demo/within.ts'
import { type Dashboard, openDashboard, type RolloutView } from './dashboard.ts'
import { makeFaultyImage, writePlan } from './faulty-release.ts'

/** What came of the second act, as `mycel demo --json` prints it. */
export interface SecondActSummary {
  readonly version: string
  readonly rollout: string
  /** `aborted` where the rollout stopped itself. */
  readonly state: string
  /** The phase in which it stopped, and how many were open then. */
  readonly phase: string
  readonly openPhases: number
  /** Devices that had begun to take the release, and those of them that are back on the one before. */
  readonly exposed: number
  readonly returned: number
  /** From the start of the rollout to the return of the last device. */
  readonly seconds: number
  /** Where the dashboard was. */
  readonly dashboard: string
}

/** What the second act is played with: the site and the tracker of the first one go on. */
export interface SecondActInit {
  readonly launcher: Launcher
  readonly directory: string
  readonly images: ImagePair
  readonly board: Board
  readonly signal: AbortSignal
}

/** How long the release may take to be stopped and taken back, in ms. */
const stopTimeoutMs = 180_000

/** How often the tracker is asked how the rollout stands, in ms. */
const pollMs = 500

/** Ships a release that fails its health check, and watches its rollout stop itself and the devices return. */
export async function playSecondAct(init: SecondActInit): Promise<SecondActSummary> {
  const { launcher, directory, images, board, signal } = init
  const dashboard = await openDashboard(launcher, directory)
  const faulty = await makeFaultyImage(images, join(directory, 'faulty'))
  const origin = new URL(dashboard.link).origin
  board.beginSecondAct(`${images.product} ${images.new.version} -> ${faulty.version}, which is faulty`, dashboard.link)
  board.tell('vendor', `ships ${faulty.version} with a fault that nobody has seen; dashboard: ${dashboard.link}`)
  const rollout = await shipFaulty(init, faulty)
  const beganMs = performance.now()
  const watched = watch({ dashboard, rollout, board, signal })
  const view = await within(watched, { timeoutMs: stopTimeoutMs, problem: () => lateText(board.devices), signal })
  const exposed = board.devices.filter(({ isExposed }) => isExposed)
  const returned = exposed.filter(({ state }) => state === 'returned')
  const { state, phase, openPhases } = view
  return {
    ...{ version: faulty.version, rollout, state, phase, openPhases },
    ...{ exposed: exposed.length, returned: returned.length },
    seconds: Math.round((performance.now() - beganMs) / 100) / 10,
    dashboard: origin,
  }
}

/** Ships it with one command, as a vendor would. Resolves with the id of the rollout. */
async function shipFaulty(
  { launcher, directory, images, board }: SecondActInit,
  faulty: { readonly version: string; readonly path: string },
): Promise<string> {
  const place = ['--repo', join(directory, 'repo'), '--keys', join(directory, 'keys')]
  const what = ['--product', images.product, '--version', faulty.version]
  const how = ['--rollout', await writePlan(join(directory, 'faulty')), '--ack', 'demo', '--json']
  const printed = await runMycel(launcher, ['release', 'ship', faulty.path, ...place, ...what, ...how])
  const { rollout, steps } = JSON.parse(printed) as {
    readonly rollout: string
    readonly steps: readonly { readonly step: string; readonly what: string; readonly seconds: number }[]
  }
  for (const { step, what, seconds } of steps) board.tell('vendor', `${step}: ${what} (${seconds.toFixed(1)} s)`)
  return rollout
}

/** Tells the story of a rollout as it grows, until it is over and everybody who began is back. */
async function watch({
  dashboard,
  rollout,
  board,
  signal,
}: {
  readonly dashboard: Dashboard
  readonly rollout: string
  readonly board: Board
  readonly signal: AbortSignal
}): Promise<RolloutView> {
  for (let told = 0; ; ) {
    const view = await dashboard.rollout(rollout)
    for (const { number, text } of view.timeline.filter((entry) => entry.number > told)) {
      told = number
      board.tell('rollout', text)
    }
    if (isOver(view) && board.devices.every(({ isExposed, state }) => !isExposed || state === 'returned')) return view
    await delay(pollMs, undefined, { signal })
  }
}

/** What devices can read says so, too. */
function isOver({ state, revision, publishedRevision }: RolloutView): boolean {
  return (state === 'aborted' || state === 'complete') && revision === publishedRevision
}

function lateText(devices: readonly DemoDevice[]): string {
  const late = devices.filter(({ isExposed, state }) => isExposed && state !== 'returned')
  if (late.length === 0) return 'the faulty release is not stopped: see the log of the tracker'
  return `not every device is back:\n  ${late.map(({ name, state, log }) => `${name} is ${state}; see ${log}`).join('\n  ')}`
}
