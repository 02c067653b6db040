/**
 * `npm run tracker:kill [-- --kills 200 --seed 1]`: kills the real tracker and a publisher beside it, again and again, while
 * they take reports, steer rollouts and publish. Prints one line of JSON; ends with 1 where something that was
 * acknowledged is lost, counted twice, or not in the audit log.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Random } from '#core/random.ts'
import { verifyAudit } from '#tracker/audit/verify-audit.ts'
import { loadKey } from '#tracker/keys/key-files.ts'
import { controlPlaces } from '#tracker/start-control.ts'
import { liveOnce } from './live-once.ts'
import { lossesOf } from './losses.ts'
import { makePlace, type TrackerPlace } from './place.ts'
import { Witness } from './witness.ts'

/** What came of many kills. */
export interface KillReport {
  readonly kills: number
  /** How much of each was acknowledged. */
  readonly acknowledged: {
    readonly reports: number
    readonly actions: number
    readonly rollouts: number
    readonly releases: number
  }
  /** What is lost or counted twice, in words. */
  readonly losses: readonly string[]
}

/** How long a tracker lives at most after its first acknowledgement, in ms. */
const lifeMsMax = 600

/** Kills a tracker so many times, at moments drawn from a seed. */
export async function killAndRestart(
  directory: string,
  { kills, seed }: { readonly kills: number; readonly seed: number },
): Promise<KillReport> {
  const place = await makePlace(directory)
  const witness = new Witness()
  const random = new Random(seed, 'kill the tracker')
  for (let kill = 1; kill <= kills; kill += 1) {
    await liveOnce(place, { witness, number: kill, lifeMs: random.below(lifeMsMax) })
    const problem = await auditProblem(place)
    if (problem !== undefined) witness.auditProblems.push(`after kill ${kill} the audit log is wrong: ${problem}`)
  }
  const { reports, actions, created, releases } = witness
  return {
    kills,
    acknowledged: {
      reports: reports.taken.size,
      actions: actions.done,
      rollouts: created.size,
      releases: releases.size,
    },
    losses: await lossesOf(place, witness),
  }
}

/** What `mycel audit verify --peer` finds in what the killed tracker left. */
async function auditProblem({ keys, state }: TrackerPlace): Promise<string | undefined> {
  const { publicKey } = await loadKey(keys, 'tracker')
  return (await verifyAudit(controlPlaces(state).audit, Buffer.from(publicKey).toString('hex'))).problem
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
  })
  const directory = await mkdtemp(join(tmpdir(), 'mycel-kill-'))
  try {
    const report = await killAndRestart(directory, { kills: Number(values.kills), seed: Number(values.seed) })
    process.stdout.write(`${JSON.stringify(report)}\n`)
    process.exitCode = report.losses.length > 0 ? 1 : 0
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
