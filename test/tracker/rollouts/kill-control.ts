/** Kills a process that steers rollouts, again and again: `node test/tracker/rollouts/kill-control.ts [--kills N] [--seed N]`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { Log } from '#adapters/log/log.ts'
import { Random } from '#core/random.ts'
import { rolloutsOf } from '#core/rollout/rollout-target.ts'
import { makeRootFile, testKey, vendor } from '#test/core/metadata/vendor.ts'
import { fleetAuthority } from '#test/tracker/fleet/reporters.ts'
import { releaseTarget } from '#test/tracker/release/repository-fixture.ts'
import { trackerStatus } from '#test/tracker/status/tracker-status.ts'
import { auditEntries } from '#tracker/audit/verify-audit.ts'
import type { RolloutPlan } from '#tracker/engine/rollout/contract.ts'
import { totalOf } from '#tracker/engine/rollout/record.ts'
import { Fleet } from '#tracker/fleet/fleet.ts'
import { Repository } from '#tracker/release/repository.ts'
import { SteadyClock } from '#tracker/rollouts/steady-clock.ts'
import { type Control, controlPlaces, startControl } from '#tracker/start-control.ts'

/** What a process said that it had done. */
export interface Acknowledged {
  /** Ids of rollouts. */
  readonly created: readonly string[]
  /** The newest revision of each. */
  readonly revisions: Readonly<Record<string, number>>
  /** Actions in all. */
  readonly actions: number
  /** Devices that reported. */
  readonly devices: number
}

/** What came of many kills; all but the first should be nothing. */
export interface ControlTally {
  readonly acknowledged: Acknowledged
  /** Rollouts, revisions and audit entries that were acknowledged and are not there. */
  readonly lost: readonly string[]
  /** How many more outcomes are counted than devices reported. */
  readonly twice: number
  /** Rollouts whose newest revision is not the published one. */
  readonly unsigned: readonly string[]
}

/** How long a process lives at most after its first acknowledgement, in ms. */
const lifeMsMax = 200

/** A rollout of everybody, for longer than any test. */
export function rolloutOfAll(id: string): RolloutPlan {
  const phase = { select: {}, soakMs: 3_600_000, minConfirmed: 1, successBasisPoints: 0, approval: false }
  return {
    rollout: { id, product: 'hub', version: '1.1.0', urgency: 'normal', consent: { type: 'mandatory' } },
    phases: [{ ...phase, name: 'all', basisPoints: 10_000 }],
    stops: [],
  }
}

/** The tracker of a folder, without mesh and API. */
export async function openControl(directory: string): Promise<{ readonly control: Control; readonly fleet: Fleet }> {
  const repository = await Repository.openOrCreate(join(directory, 'repository'), makeRootFile())
  const fleet = await Fleet.open(join(directory, 'fleet'), () => [fleetAuthority.publicKey])
  const control = await startControl({
    stateDirectory: directory,
    repository,
    fleet,
    key: testKey(70),
    signers: vendor,
    api: undefined,
    clock: new SteadyClock(),
    status: async () => trackerStatus,
    log: Log.toStandardOutput('silent'),
  })
  return { control, fleet }
}

/** Lets a process steer rollouts in a folder, and ends it by SIGKILL so many times, at moments drawn from a seed. */
export async function killControl(
  directory: string,
  { kills, seed }: { readonly kills: number; readonly seed: number },
): Promise<ControlTally> {
  const repository = await Repository.openOrCreate(join(directory, 'repository'), makeRootFile())
  await repository.publish({ targets: [releaseTarget('1.1.0')], signers: vendor, now: new Date() })
  const random = new Random(seed, 'kill the control')
  let acknowledged: Acknowledged = { created: [], revisions: {}, actions: 0, devices: 0 }
  for (let kill = 0; kill < kills; kill += 1)
    acknowledged = await live(directory, acknowledged, random.below(lifeMsMax))
  return tallyOf(directory, acknowledged)
}

/** One life of the process, and what is acknowledged after it. */
async function live(directory: string, before: Acknowledged, lifeMs: number): Promise<Acknowledged> {
  const program = join(import.meta.dirname, 'steering-process.ts')
  const child = spawn(process.execPath, [program, directory, JSON.stringify(before)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  let after = before
  for await (const line of createInterface({ input: child.stdout })) {
    if (after === before) setTimeout(() => child.kill('SIGKILL'), lifeMs)
    after = withFact(after, JSON.parse(line) as Fact)
  }
  await ended
  if (child.signalCode !== 'SIGKILL') throw new Error(`the process ended by itself with ${child.exitCode}`)
  return after
}

type Fact =
  | { readonly created: string }
  | { readonly revision: number; readonly of: string }
  | { readonly devices: number }

function withFact(before: Acknowledged, fact: Fact): Acknowledged {
  if ('created' in fact) return { ...before, created: [...before.created, fact.created] }
  if ('devices' in fact) return { ...before, devices: fact.devices }
  const revisions = { ...before.revisions, [fact.of]: fact.revision }
  return { ...before, revisions, actions: before.actions + 1 }
}

async function tallyOf(directory: string, acknowledged: Acknowledged): Promise<ControlTally> {
  const { control, fleet } = await openControl(directory)
  const states = control.rollouts.list()
  const published = rolloutsOf(await (await Repository.open(join(directory, 'repository'))).published())
  await control.stop()
  const audited: string[] = []
  for await (const { action } of auditEntries(controlPlaces(directory).audit)) audited.push(action)
  const revisionOf = (id: string) => states.find(({ record }) => record.plan.rollout.id === id)?.record.revision ?? 0
  const began = totalOf(states.flatMap(({ record }) => record.counts)).began
  const devices = fleet.counts().devices
  await fleet.close()
  const lostRollouts = acknowledged.created.filter((id) => revisionOf(id) < (acknowledged.revisions[id] ?? 1))
  const actions = audited.filter((action) => action === 'rollout.pause' || action === 'rollout.resume').length
  const creations = audited.filter((action) => action === 'rollout.create').length
  return {
    acknowledged,
    lost: [
      ...lostRollouts,
      ...(devices < acknowledged.devices || began < devices
        ? [`of ${acknowledged.devices} reports ${began} count`]
        : []),
      ...(actions < acknowledged.actions ? [`of ${acknowledged.actions} actions ${actions} are in the audit log`] : []),
      ...(creations < acknowledged.created.length ? [`${creations} creations are in the audit log`] : []),
    ],
    twice: began - devices,
    unsigned: states
      .filter(({ record }) => published.find(({ id }) => id === record.plan.rollout.id)?.revision !== record.revision)
      .map(({ record }) => record.plan.rollout.id),
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
  })
  const directory = await mkdtemp(join(tmpdir(), 'mycel-kill-'))
  try {
    const tally = await killControl(directory, { kills: Number(values.kills), seed: Number(values.seed) })
    process.stdout.write(
      `${JSON.stringify({ ...tally, acknowledged: { ...tally.acknowledged, created: tally.acknowledged.created.length, revisions: undefined } })}\n`,
    )
    process.exitCode = tally.lost.length + tally.twice + tally.unsigned.length > 0 ? 1 : 0
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
