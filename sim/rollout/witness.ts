import type { Rollout } from '#core/rollout/rollout.ts'
import type { Departure, RolloutRules } from '#sim/invariants/rollout-rules.ts'
import type { Recorder } from '#sim/run/recorder.ts'
import type { Outcome, TimelineEntry } from '#tracker/engine/rollout/contract.ts'
import type { StoryLine } from './result/rollout-result.ts'
import type { TrackerListener } from './tracker.ts'

/** What a witness works with. */
export interface WitnessInit {
  readonly recorder: Recorder
  readonly rules: RolloutRules
  readonly phases: number
  /** Since the release. */
  readonly nowMs: () => number
  readonly isTrackerUp: () => boolean
}

/** Sees all that happens in a rollout, counts it, and has it checked: what the tracker only hears of later. */
export class Witness implements TrackerListener {
  readonly story: StoryLine[] = []
  /** The devices that had each outcome. */
  readonly outcomes: Readonly<Record<Outcome, Set<number>>> = {
    began: new Set(),
    confirmed: new Set(),
    'install-failed': new Set(),
    'trial-failed': new Set(),
    crashed: new Set(),
    'taken-back': new Set(),
  }
  /** Devices that began, by the phase that admitted them first. */
  readonly begun: number[]
  /** When each phase could be read of, in seconds after the release. */
  readonly openedAt: (number | undefined)[]
  /** When the rollout was stopped, and how many devices had begun by then. */
  stop: { readonly at: number; readonly exposed: number } | undefined
  /** When devices could read something new last, in seconds after the release. */
  publishedAt = 0
  readonly #init: WitnessInit
  readonly #counted = new Map<Outcome, number>()

  constructor(init: WitnessInit) {
    this.#init = init
    this.begun = Array.from({ length: init.phases }, () => 0)
    this.openedAt = Array.from({ length: init.phases }, () => undefined)
  }

  /** A device begins an install: the phase admits it by the document that it has read. */
  began(device: number, document: Rollout, phase: number): void {
    const { began } = this.outcomes
    if (!began.has(device)) this.begun[phase] = (this.begun[phase] ?? 0) + 1
    this.saw(device, 'began')
    this.#init.rules.began(device, document, began.size)
  }

  /** Something became of a device. */
  saw(device: number, outcome: Outcome): void {
    this.outcomes[outcome].add(device)
    this.note(outcome, { device })
  }

  /** A device reboots by turn. */
  rebooted(device: number, departure: Departure): void {
    this.#init.rules.rebooted(device, departure)
  }

  /** Something else happened. */
  note(event: string, fields: Readonly<Record<string, unknown>>): void {
    this.#init.recorder.note(event, fields)
  }

  told({ kind, text }: TimelineEntry): void {
    const at = this.#init.nowMs() / 1000
    this.story.push({ at, kind, text })
    this.note('story', { kind, text })
  }

  published(rollout: Rollout): void {
    const { rules, nowMs, isTrackerUp } = this.#init
    const { revision, state, openPhases } = rollout
    rules.published(rollout, nowMs(), isTrackerUp())
    this.publishedAt = nowMs() / 1000
    if (openPhases > 0) this.openedAt[openPhases - 1] ??= this.publishedAt
    this.note('published', { revision, state, openPhases })
  }

  counted(outcome: Outcome): void {
    const counted = (this.#counted.get(outcome) ?? 0) + 1
    this.#counted.set(outcome, counted)
    this.#init.rules.counted(outcome, counted, this.outcomes[outcome].size)
  }

  stopped(): void {
    this.stop = { at: this.#init.nowMs() / 1000, exposed: this.outcomes.began.size }
  }
}
