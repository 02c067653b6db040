import { check } from '#core/check.ts'
import { later } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Report } from '#core/report/report.ts'
import type { Rollout } from '#core/rollout/rollout.ts'
import type { Appointment, Clock } from '#sim/clock.ts'
import type { DeviceRecord } from '#tracker/engine/fleet/device-record.ts'
import { takeReport } from '#tracker/engine/fleet/take-report.ts'
import type { Outcome, RolloutPlan, TimelineEntry } from '#tracker/engine/rollout/contract.ts'
import { phaseOf } from '#tracker/engine/rollout/phase-of.ts'
import { isOver, pendingPublication, type RolloutRecord } from '#tracker/engine/rollout/record.ts'
import { begin, nextTickAt, type Step, takeIn } from '#tracker/engine/rollout/take-in.ts'

/** What a tracker works with. */
export interface TrackerInit {
  readonly clock: Clock
  /** Now, in ms of Unix time. */
  readonly unixMs: () => number
  /** From a decision until it is signed and devices can fetch it. */
  readonly publishSeconds: number
  /** Hears what the tracker does. */
  readonly listener: TrackerListener
}

/** Hears what a tracker does. */
export interface TrackerListener {
  told(entry: TimelineEntry): void
  /** Devices can read this from now on. */
  published(rollout: Rollout): void
  /** The outcome of one device was counted. */
  counted(outcome: Outcome): void
  /** The rollout is stopped from now on. */
  stopped(): void
}

/** The tracker of a rollout in virtual time: what it decides is decided by its own engine; it may be lost, and comes back. */
export class ModelledTracker {
  readonly #init: TrackerInit
  readonly #devices = new Map<PeerName, DeviceRecord>()
  #record: RolloutRecord | undefined
  #published: Rollout | undefined
  #publication: Appointment | undefined
  #tick: Appointment | undefined
  /** How many outages are on. */
  #outages = 0

  constructor(init: TrackerInit) {
    this.#init = init
  }

  /** Whether it answers. */
  get isUp(): boolean {
    return this.#outages === 0
  }

  /** What devices read; undefined before the first publication. */
  get published(): Rollout | undefined {
    return this.#published
  }

  /** The rollout as it stands. */
  get record(): RolloutRecord {
    check(this.#record !== undefined, 'the rollout has begun')
    return this.#record
  }

  /** Whether nothing changes any more, and devices can read it. */
  get isOver(): boolean {
    return isOver(this.record) && pendingPublication(this.record) === undefined
  }

  /** The rollout begins. */
  begin(plan: RolloutPlan): void {
    this.#carryOut(begin(plan, { at: this.#init.unixMs(), by: 'the scenario' }))
  }

  /** A report of a device arrives; one that comes again counts once. */
  hear(peer: PeerName, report: Report, site: string): void {
    const certificate = { peer, product: report.product, tags: [] }
    const heard = { certificate, report, site, at: this.#init.unixMs() }
    const taken = takeReport(this.#devices.get(peer), heard)
    if (taken === undefined) return
    this.#devices.set(peer, taken.record)
    if (taken.outcome === undefined) return
    const { outcome, at } = taken.outcome
    this.#init.listener.counted(outcome)
    this.#carryOut(takeIn(this.record, { type: 'outcome', outcome, phase: phaseOf(this.record, taken.outcome), at }))
  }

  /** Nobody reaches it any more; what it was about to do, it does not. */
  lose(): void {
    this.#outages += 1
    this.#publication?.cancel()
    this.#publication = undefined
    this.#tick?.cancel()
  }

  /** It is back, with what it had kept. */
  find(): void {
    this.#outages -= 1
    if (this.isUp) this.#carryOut(takeIn(this.record, { type: 'tick', at: this.#init.unixMs() }))
  }

  #carryOut({ record, effects }: Step): void {
    const wasStopped = this.#record !== undefined && isOver(this.#record)
    this.#record = record
    for (const effect of effects) if (effect.type === 'timeline') this.#init.listener.told(effect.entry)
    if (!wasStopped && (record.state === 'aborted' || record.state === 'cancelled')) this.#init.listener.stopped()
    if (pendingPublication(record) !== undefined) this.#publishSoon()
    this.#tickNext()
  }

  /** Signs what was decided last, after the time that it takes; what is decided meanwhile goes with it. */
  #publishSoon(): void {
    const { clock, publishSeconds } = this.#init
    this.#publication ??= clock.at(later(clock.now, publishSeconds * 1000), () => {
      this.#publication = undefined
      const rollout = pendingPublication(this.record)
      if (rollout === undefined) return
      this.#published = rollout
      this.#init.listener.published(rollout)
      this.#carryOut(takeIn(this.record, { type: 'published', revision: rollout.revision, at: this.#init.unixMs() }))
    })
  }

  #tickNext(): void {
    this.#tick?.cancel()
    const at = nextTickAt(this.record)
    if (at === undefined) return
    const { clock, unixMs } = this.#init
    this.#tick = clock.at(later(clock.now, Math.max(1, at - unixMs())), () =>
      this.#carryOut(takeIn(this.record, { type: 'tick', at: unixMs() })),
    )
  }
}
