import { hash } from 'node:crypto'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Rollout, Selector } from '#core/rollout/rollout.ts'

/** A device, as far as rollouts look at it. */
export interface Admitted {
  readonly peer: PeerName
  readonly tags: Readonly<Record<string, string>>
}

/** All of a group, in hundredths of a percent: cohorts are numbered below it. */
export const allBasisPoints = 10_000

/**
 * The first of the open phases of a rollout that admits a device, from 0: its selector matches, and the device's cohort
 * is below its share. Undefined where none does, and where nobody may begin now.
 */
export function admittingPhase(rollout: Rollout, { peer, tags }: Admitted): number | undefined {
  if (rollout.state !== 'running' && rollout.state !== 'complete') return undefined
  const cohort = cohortOf(rollout, peer)
  const open = rollout.phases.slice(0, rollout.openPhases)
  const phase = open.findIndex(({ select, basisPoints }) => matches(select, tags) && cohort < basisPoints)
  return phase < 0 ? undefined : phase
}

/**
 * The cohort of a device in a rollout, 0 to 9,999: the first 32 bits of SHA-256 over the domain `mycel/cohort/1`, the
 * product, the id of the rollout and the device, one a line, modulo 10,000. It stays the same for as long as the rollout
 * lasts, and differs from rollout to rollout, so that not the same devices go first every time.
 */
export function cohortOf({ product, id }: Pick<Rollout, 'product' | 'id'>, peer: PeerName): number {
  const digest = hash('sha256', `mycel/cohort/1\n${product}\n${id}\n${peer}`)
  return Number.parseInt(digest.slice(0, 8), 16) % allBasisPoints
}

/** Whether a device with these tags is one of those that a selector means. */
export function matches(select: Selector, tags: Admitted['tags']): boolean {
  return Object.entries(select).every(([name, values]) => {
    const value = Object.hasOwn(tags, name) ? tags[name] : undefined
    return value !== undefined && values.includes(value)
  })
}
