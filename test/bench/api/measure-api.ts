import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { machineLoad } from '#test/lab/topology.ts'
import { BenchTracker } from './bench-tracker.ts'
import { type FilledFleet, fillFleet } from './fill-fleet.ts'
import { type LoadResult, runLoad } from './load.ts'
import { benchRollout, writeBodies } from './write-bodies.ts'

/** What is to be measured. */
export interface ApiBench {
  /** Where the filled fleet is kept. */
  readonly directory: string
  readonly devices: number
  readonly requestsPerSec: number
  /** Of the paced load; the one without a pace takes a third of it. */
  readonly seconds: number
}

/** What was measured. */
export interface ApiReport extends Pick<ApiBench, 'devices' | 'requestsPerSec'> {
  readonly fleet: Pick<FilledFleet, 'signingSec' | 'takingSec'>
  /** At the asked rate, and as fast as it goes. */
  readonly tracker: Loads
  /** A route of fastify that only reads the body and answers, loaded the same way. */
  readonly bare: Loads
  /** Reports that the tracker says are durable, and the requests that brought one each. */
  readonly accepted: number
  readonly sent: number
  readonly memoryMaxMib: number
  /** Of each page of the dashboard, in ms: the worst of {@link pageTries}, without load and under the paced one. */
  readonly pages: Readonly<Record<string, { readonly idleMs: number; readonly loadedMs: number }>>
  readonly machineLoad: number
}

type Loads = { readonly paced: LoadResult; readonly full: LoadResult }

/** How often a page is asked for. */
const pageTries = 10

/** Connections of the paced load, more than ever wait; and of the one without a pace. */
const connections = { paced: 64, full: 16 } as const

/** The most requests a second that the load without a pace is given bodies for. */
const fullRateMax = 4000

/** Loads the tracker of a filled fleet, and a bare route beside it. */
export async function measureApi(bench: ApiBench): Promise<ApiReport> {
  const { devices, requestsPerSec, seconds } = bench
  const fleet = await fillFleet(join(bench.directory, String(devices)), devices)
  const fullSeconds = Math.ceil(seconds / 3)
  const bodies = { paced: join(bench.directory, 'paced.jsonl'), full: join(bench.directory, 'full.jsonl') }
  await writeBodies(bodies.full, fullRateMax * fullSeconds, fleet)
  // More than are sent: wrk ends a little late.
  await writeBodies(bodies.paced, requestsPerSec * (seconds + 1), fleet)
  const paced = { bodies: bodies.paced, requestsPerSec, connections: connections.paced, seconds }
  const full = { bodies: bodies.full, requestsPerSec: 0, connections: connections.full, seconds: fullSeconds }
  const bare = await withBareRoute(async (url) => ({
    full: await runLoad({ ...full, url }),
    paced: await runLoad({ ...paced, url }),
  }))
  const tracker = await BenchTracker.start(fleet)
  try {
    const url = `${tracker.url}/v1/reports`
    const paths = await pathsOf(tracker)
    const idle = await timePages(tracker, paths)
    const fullResult = await runLoad({ ...full, url })
    const [pacedResult, loaded] = await Promise.all([runLoad({ ...paced, url }), timePages(tracker, paths)])
    const pages = Object.keys(paths).map((name) => [name, { idleMs: idle[name] ?? 0, loadedMs: loaded[name] ?? 0 }])
    return {
      devices,
      requestsPerSec,
      fleet: { signingSec: fleet.signingSec, takingSec: fleet.takingSec },
      tracker: { paced: pacedResult, full: fullResult },
      bare,
      accepted: await tracker.accepted(),
      sent: pacedResult.requests + fullResult.requests,
      memoryMaxMib: await tracker.memoryMaxMib(),
      pages: Object.fromEntries(pages),
      machineLoad: await machineLoad(),
    }
  } finally {
    await tracker.stop()
  }
}

/** The paths that the dashboard asks for, by what they show. */
async function pathsOf(tracker: BenchTracker): Promise<Readonly<Record<string, string>>> {
  const { items } = await tracker.read<{ readonly items: readonly { readonly id: string }[] }>('/v1/fleet/devices')
  return {
    'fleet, first page': '/v1/fleet/devices?limit=50',
    'fleet by tag': '/v1/fleet/devices?limit=50&tag=ring%3Dengineering',
    'fleet by product and version': '/v1/fleet/devices?limit=50&product=hub&version=1.0.0',
    'fleet, a filter that matches none': '/v1/fleet/devices?limit=50&product=other',
    counts: '/v1/fleet/counts',
    device: `/v1/fleet/devices/${items[0]?.id}`,
    sites: '/v1/sites?limit=50',
    releases: '/v1/releases',
    rollout: `/v1/rollouts/${benchRollout}`,
    status: '/v1/status',
  }
}

async function timePages(
  tracker: BenchTracker,
  paths: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, number>>> {
  const worst: Record<string, number> = {}
  for (let tries = 0; tries < pageTries; tries += 1) {
    for (const [name, path] of Object.entries(paths)) {
      worst[name] = Math.max(worst[name] ?? 0, await tracker.timePage(path))
    }
  }
  return worst
}

async function withBareRoute<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-route.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    return await work(`${url}/v1/reports`)
  } finally {
    child.kill('SIGTERM')
  }
}
