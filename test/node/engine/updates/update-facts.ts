import type { PeerName } from '#core/exchange/contract.ts'
import { allBasisPoints } from '#core/rollout/admission.ts'
import type { Rollout } from '#core/rollout/rollout.ts'
import type { OfferedRelease, UpdateFacts } from '#node/engine/updates/facts.ts'
import { nothingRemembered } from '#node/engine/updates/remembered.ts'

/** Sunday 4 January 2026, 12:00 UTC. */
export const noonMs = Date.UTC(2026, 0, 4, 12)

export const hourMs = 3600_000
export const dayMs = 24 * hourMs

/** A release for everybody. */
export function releaseOf(version: string, changes: Partial<OfferedRelease> = {}): OfferedRelease {
  return { version, gated: false, securityEpoch: 0, hardware: [], from: undefined, ...changes }
}

/** A rollout of 2.0.0 whose one phase admits all. */
export function rolloutOf(changes: Partial<Rollout> = {}): Rollout {
  return {
    id: 'spring',
    product: 'primehub',
    version: '2.0.0',
    revision: 1,
    state: 'running',
    phases: [{ name: 'all', select: {}, basisPoints: allBasisPoints }],
    openPhases: 1,
    takeBack: false,
    urgency: 'normal',
    consent: { type: 'mandatory' },
    ...changes,
  }
}

/** A device that runs 1.0.0 and knows of nothing. */
export const facts: UpdateFacts = {
  device: { peer: 'self' as PeerName, product: 'primehub', hardware: undefined, tags: {} },
  running: '1.0.0',
  securityEpoch: 0,
  offers: { releases: [], rollouts: [] },
  rules: { windows: [], beginsInWindow: false, consent: 'given' },
  remembered: { ...nothingRemembered, seenMs: noonMs },
  clock: { unixMs: noonMs, offsetMinutes: 0 },
}
