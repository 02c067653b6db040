import { join } from 'node:path'
import { Log } from '#adapters/log/log.ts'
import { targetsOf } from '#core/metadata/target.ts'
import { rolloutsOf } from '#core/rollout/rollout-target.ts'
import { trackerStatus } from '#test/tracker/status/tracker-status.ts'
import { auditEntries } from '#tracker/audit/verify-audit.ts'
import { totalOf } from '#tracker/engine/rollout/record.ts'
import { Fleet } from '#tracker/fleet/fleet.ts'
import { loadKey } from '#tracker/keys/key-files.ts'
import { Repository } from '#tracker/release/repository.ts'
import { SteadyClock } from '#tracker/rollouts/steady-clock.ts'
import { controlPlaces, startControl } from '#tracker/start-control.ts'
import type { TrackerPlace } from './place.ts'
import type { Witness } from './witness.ts'

/** What a tracker has kept of what it acknowledged, after it took up its work once more; empty where it is right. */
export async function lossesOf(
  { repository, keys, state, authority }: TrackerPlace,
  witness: Witness,
): Promise<string[]> {
  const opened = await Repository.open(repository)
  const fleet = await Fleet.open(join(state, 'fleet'), () => [authority.publicKey])
  const control = await startControl({
    stateDirectory: state,
    repository: opened,
    fleet,
    key: await loadKey(keys, 'tracker'),
    signers: {
      snapshot: await loadKey(keys, 'snapshot'),
      timestamp: await loadKey(keys, 'timestamp'),
      rollouts: await loadKey(keys, 'rollouts'),
    },
    api: undefined,
    clock: new SteadyClock(),
    status: async () => trackerStatus,
    log: Log.toStandardOutput('silent'),
  })
  const records = new Map(control.rollouts.list().map(({ record }) => [record.plan.rollout.id, record]))
  const stories = await Promise.all([...records.keys()].map((id) => control.rollouts.story(id)))
  await control.stop()
  const devices = fleet.counts().devices
  await fleet.close()

  const published = await opened.published()
  const versions = new Set(targetsOf(published).map(({ version }) => version))
  const signed = new Map(rolloutsOf(published).map(({ id, revision }) => [id, revision]))
  const audited = await auditedActions(state)
  const steered = stories.flat().filter(({ kind }) => kind === 'paused' || kind === 'resumed').length
  const began = totalOf([...records.values()].flatMap(({ counts }) => counts)).began
  const { created, revisions, actions, reports, releases, auditProblems } = witness
  return [
    ...auditProblems,
    ...[...created].filter((id) => !records.has(id)).map((id) => `the rollout ${id} is lost`),
    ...[...revisions]
      .filter(([id, revision]) => (records.get(id)?.revision ?? 0) < revision)
      .map(([id, revision]) => `the rollout ${id} is older than its revision ${revision}`),
    ...[...records]
      .filter(([id, { revision }]) => signed.get(id) !== revision)
      .map(([id, { revision }]) => `the rollout ${id} is not published at its revision ${revision}`),
    ...[...releases].filter((version) => !versions.has(version)).map((version) => `the release ${version} is lost`),
    ...outside('devices', devices, { least: reports.taken.size, most: reports.sent.size }),
    ...outside('outcomes', began, { least: devices, most: devices }),
    ...outside('actions in the stories', steered, { least: actions.done, most: actions.asked }),
    ...outside('actions in the audit log', audited.steered, { least: steered, most: actions.asked }),
    ...outside('rollouts in the audit log', audited.created, { least: records.size, most: witness.creationsAsked }),
  ]
}

/** Where a number is not between what was acknowledged and what was asked. */
function outside(
  what: string,
  number: number,
  { least, most }: { readonly least: number; readonly most: number },
): readonly string[] {
  return number >= least && number <= most ? [] : [`${number} ${what}, and not ${least} to ${most}`]
}

async function auditedActions(state: string): Promise<{ readonly steered: number; readonly created: number }> {
  let [steered, created] = [0, 0]
  for await (const { action } of auditEntries(controlPlaces(state).audit)) {
    if (action === 'rollout.pause' || action === 'rollout.resume') steered += 1
    if (action === 'rollout.create') created += 1
  }
  return { steered, created }
}
