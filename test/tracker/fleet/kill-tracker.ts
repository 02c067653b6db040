/** Kills a process that takes reports, again and again: `node test/tracker/fleet/kill-tracker.ts [--kills N] [--seed N]`. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { Random } from '#core/random.ts'
import { fleetAuthority, reporter } from '#test/tracker/fleet/reporters.ts'
import { Fleet } from '#tracker/fleet/fleet.ts'

/** What came of many kills. */
export interface KillTally {
  readonly acknowledged: number
  /** Reports that were acknowledged and are not counted. */
  readonly lost: number
  /** Reports that are counted more than once. */
  readonly twice: number
}

/** Devices that report at once. */
const devices = 8

/** How long a process lives at most after its first acknowledgement, in ms. */
const lifeMsMax = 120

/** Each report is of a rollout of its own, so that each is an outcome to count. */
export function rolloutNamed(sequence: number): string {
  return `r${sequence}`
}

/** Lets a tracker's fleet take reports in a folder, and ends its process by SIGKILL so many times, at moments drawn from a seed. */
export async function killTracker(
  directory: string,
  { kills, seed }: { readonly kills: number; readonly seed: number },
): Promise<KillTally> {
  const random = new Random(seed, 'kill the tracker')
  const lasts = Array.from({ length: devices }, () => 0)
  for (let kill = 0; kill < kills; kill += 1) await live(directory, lasts, random.below(lifeMsMax))
  return tallyOf(directory, lasts)
}

/** One life of the process; notes in `lasts` what it acknowledged. */
async function live(directory: string, lasts: number[], lifeMs: number): Promise<void> {
  const program = join(import.meta.dirname, 'taking-process.ts')
  const child = spawn(process.execPath, [program, directory, JSON.stringify(lasts)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  let isFirst = true
  for await (const line of createInterface({ input: child.stdout })) {
    if (isFirst) killAfter(child, lifeMs)
    isFirst = false
    const [index = 0, sequence = 0] = line.split(' ').map(Number)
    lasts[index] = Math.max(lasts[index] ?? 0, sequence)
  }
  await ended
  if (child.signalCode !== 'SIGKILL') throw new Error(`the process ended by itself with ${child.exitCode}`)
}

function killAfter(child: ChildProcess, ms: number): void {
  setTimeout(() => child.kill('SIGKILL'), ms)
}

async function tallyOf(directory: string, lasts: readonly number[]): Promise<KillTally> {
  const fleet = await Fleet.open(directory, () => [fleetAuthority.publicKey])
  const counted = new Map<string, number>()
  for (let after = 0, queued = await fleet.outcomes(0); queued.length > 0; queued = await fleet.outcomes(after)) {
    for (const { outcome } of queued) {
      const report = `${outcome.peer} ${outcome.rollout}`
      counted.set(report, (counted.get(report) ?? 0) + 1)
    }
    after = queued.at(-1)?.number ?? after
  }
  await fleet.close()
  const acknowledged = lasts.flatMap((last, index) => {
    const { peer } = reporter(index)
    return Array.from({ length: last }, (_, before) => `${peer} ${rolloutNamed(before + 1)}`)
  })
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((report) => !counted.has(report)).length,
    twice: [...counted.values()].filter((count) => count > 1).length,
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
  })
  const directory = await mkdtemp(join(tmpdir(), 'mycel-kill-'))
  try {
    const tally = await killTracker(directory, { kills: Number(values.kills), seed: Number(values.seed) })
    process.stdout.write(`${JSON.stringify(tally)}\n`)
    process.exitCode = tally.lost + tally.twice > 0 ? 1 : 0
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
