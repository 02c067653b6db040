import type { RolloutEffect, RolloutEvent, RolloutPlan, StopRule } from '#tracker/engine/rollout/contract.ts'
import type { RolloutRecord } from '#tracker/engine/rollout/record.ts'
import { begin, takeIn } from '#tracker/engine/rollout/take-in.ts'

export const hourMs = 3_600_000

const crashesAboveOnePercent: StopRule = {
  metric: { type: 'crashes' },
  aboveBasisPoints: 100,
  sampleMin: 20,
  action: 'abort-and-take-back',
}

/** Three phases of 5, 20 and 100 %, an hour each, that stop above 1 % of crashes. */
export function makePlan(facts: Partial<RolloutPlan> = {}): RolloutPlan {
  const phase = { select: {}, soakMs: hourMs, minConfirmed: 1, successBasisPoints: 9000, approval: false }
  return {
    rollout: { id: 'spring', product: 'hub', version: '1.1.0', urgency: 'normal', consent: { type: 'mandatory' } },
    phases: [
      { ...phase, name: 'canary', basisPoints: 500 },
      { ...phase, name: 'beta', basisPoints: 2000 },
      { ...phase, name: 'all', basisPoints: 10_000 },
    ],
    stops: [crashesAboveOnePercent],
    ...facts,
  }
}

type Untimed = RolloutEvent extends infer Event ? (Event extends RolloutEvent ? Omit<Event, 'at'> : never) : never

/** A rollout on a clock of its own, whose shell signs at once unless it is told to wait. */
export class Rig {
  now = 1_000_000
  record: RolloutRecord
  readonly effects: RolloutEffect[] = []
  readonly #signs: boolean

  constructor(plan: RolloutPlan = makePlan(), { signs = true }: { readonly signs?: boolean } = {}) {
    this.#signs = signs
    const first = begin(plan, { at: this.now, by: 'ada' })
    this.record = first.record
    this.#carryOut(first.effects)
  }

  event(event: Untimed): void {
    const step = takeIn(this.record, { ...event, at: this.now } as RolloutEvent)
    this.record = step.record
    this.#carryOut(step.effects)
  }

  /** So many devices of a phase report this. */
  outcomes(outcome: Extract<RolloutEvent, { type: 'outcome' }>['outcome'], count: number, phase = 0): void {
    for (let device = 0; device < count; device++) this.event({ type: 'outcome', outcome, phase })
  }

  pass(ms: number): void {
    this.now += ms
    this.event({ type: 'tick' })
  }

  /** What people were told last. */
  get told(): string {
    return this.effects.findLast((effect) => effect.type === 'timeline')?.entry.text ?? ''
  }

  #carryOut(effects: readonly RolloutEffect[]): void {
    this.effects.push(...effects)
    if (!this.#signs) return
    for (const effect of effects) {
      if (effect.type === 'publish') this.event({ type: 'published', revision: effect.rollout.revision })
    }
  }
}
