import type { Rollout } from '#core/rollout/rollout.ts'

/** A rollout of `hub` 1.0.0 in two phases, of which the first is open. */
export function makeRollout(facts: Partial<Rollout> = {}): Rollout {
  return {
    id: 'spring',
    product: 'hub',
    version: '1.0.0',
    revision: 1,
    state: 'running',
    phases: [
      { name: 'engineering', select: { ring: ['engineering'] }, basisPoints: 500 },
      { name: 'everybody', select: {}, basisPoints: 10_000 },
    ],
    openPhases: 1,
    takeBack: false,
    urgency: 'normal',
    consent: { type: 'optional', skipsMax: 3, daysMax: 14 },
    ...facts,
  }
}
