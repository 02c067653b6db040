import type { VerifiedRelease } from '#core/boot/boot-state.ts'
import { parseMinuteOfDay } from '#core/link/hours.ts'
import type { Rollout } from '#core/rollout/rollout.ts'
import type { DevicePolicy, StartFacts } from '#node/engine/contract.ts'
import type { Offers } from '#node/engine/updates/facts.ts'
import { DeviceRig, type Effect, one, only, planOf, policy, taskOf } from '#test/node/engine/device-rig.ts'
import { noonMs, releaseOf, rolloutOf } from '#test/node/engine/updates/update-facts.ts'

/** 2.0.0 as it was read back from slot b. */
export const release = { slot: 'b', version: '2.0.0', release: undefined, images: [] } as unknown as VerifiedRelease

/** Rules with a window that opens in the night after the start. */
export const nightly = {
  ...policy.updates,
  windows: [{ days: [1] as const, from: parseMinuteOfDay('02:00'), to: parseMinuteOfDay('04:00') }],
}

/** A gated 2.0.0 and these rollouts, of it or of others. */
export function offersOf(...rollouts: readonly Rollout[]): Offers {
  const versions = new Set(['2.0.0', ...rollouts.map(({ version }) => version)])
  return { releases: [...versions].map((version) => releaseOf(version, { gated: true })), rollouts }
}

/** How a test begins, where not as usual: the rollout admits all, the device boots at once. */
export interface Begin {
  readonly rollout?: Partial<Rollout>
  readonly changes?: Partial<DevicePolicy>
  readonly facts?: Partial<StartFacts>
}

/** A device that runs, and what it did last. */
export interface Begun {
  readonly rig: DeviceRig
  readonly effects: readonly Effect[]
}

/** A device at noon on a Sunday, and what it does first. */
export function begin({ rollout, changes, facts }: Begin = {}): Begun {
  const rig = new DeviceRig(changes)
  rig.input({ type: 'clock', clock: { unixMs: noonMs, offsetMinutes: 0 } })
  return { rig, effects: rig.start({ offers: offersOf(rolloutOf(rollout)), ...facts }) }
}

/** Brings the device to the end of its install. Returns what it does when its new slot boots next. */
export function stage({ rig, effects }: Begun): readonly Effect[] {
  const plan = planOf([], [taskOf(0).address])
  const { job } = one(rig.input({ type: 'planned', job: one(effects, 'plan').job, plan }), 'verify')
  return rig.bootChanged(one(rig.input({ type: 'verified', job, release }), 'begin-trial'))
}

let timestampVersion = 1

/** The vendor signs another revision of the rollout. */
export function revise(rig: DeviceRig, rollout: Partial<Rollout>): readonly Effect[] {
  timestampVersion += 1
  const refresh = one(rig.head('tracker', timestampVersion), 'refresh')
  return rig.refreshed(refresh, timestampVersion, offersOf(rolloutOf(rollout)))
}

/** The phases that were entered, and why. */
export function phasesOf(effects: readonly Effect[]): readonly string[] {
  return only(effects, 'phase').map(({ phase, detail }) => `${phase}: ${detail}`)
}
