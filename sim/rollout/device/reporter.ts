import { later } from '#core/engine.ts'
import type { ReportEvent } from '#core/report/report.ts'
import type { DeviceTraits } from '#node/engine/updates/facts.ts'
import type { Random } from '#sim/random.ts'
import type { Surroundings } from '#sim/rollout/surroundings.ts'
import type { BootOutcome } from './boots.ts'
import { Outbox } from './outbox.ts'

/** What a device reports from. */
export interface ReporterInit {
  readonly traits: DeviceTraits
  readonly site: string
  readonly random: Random
  readonly around: Surroundings
  /** The version that runs now. */
  readonly running: () => string
  /** Whether it runs, and reaches the tracker. */
  readonly isConnected: () => boolean
}

/** A report is on its way for a second at least, and for this long at the most. */
const reportMs = { min: 1_000, max: 20_000 } as const

/** What a device has to tell the tracker: sent when it happens, and again at every check-in until it is acknowledged. */
export class Reporter {
  readonly #init: ReporterInit
  readonly #outbox = new Outbox()

  constructor(init: ReporterInit) {
    this.#init = init
  }

  /** Whether everything was acknowledged. */
  get isDone(): boolean {
    return this.#outbox.isEmpty
  }

  /** Something has happened. */
  tell(event: ReportEvent): void {
    const { around, traits, random, running } = this.#init
    const { product, tags } = traits
    this.#outbox.add({ product, running: running(), at: around.unixMs(), tags, event })
    const travelMs = reportMs.min + random.below(reportMs.max - reportMs.min)
    around.clock.at(later(around.clock.now, travelMs), () => this.send())
  }

  /** Sends what is not acknowledged, where that is possible. */
  send(): void {
    const { around, traits, site, random, isConnected } = this.#init
    if (this.#outbox.isEmpty || !isConnected()) return
    const { tracker, model } = around
    this.#outbox.send(model.reportLoss, random, (report) => tracker.hear(traits.peer, report, site))
  }
}

/** What a device tells of a boot that has ended. */
export function bootReport(
  outcome: BootOutcome,
  about: { readonly version: string; readonly rollout: string; readonly from: string; readonly lanBytes: number },
): ReportEvent {
  const { version, rollout, from, lanBytes } = about
  if (outcome.type === 'confirmed') {
    const { type, downtimeMs } = outcome
    return { type, version, rollout, from, downtimeMs, traffic: { wanBytes: 0, lanBytes } }
  }
  const { type, reason } = outcome
  if (type === 'crashed') return { type, version, rollout, reason }
  return { type: 'rolled-back', version, rollout, cause: type === 'taken-back' ? type : 'trial', reason }
}
