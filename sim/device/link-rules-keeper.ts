import { later } from '#core/engine.ts'
import type { WanRules } from '#core/exchange/contract.ts'
import { minuteOfDay } from '#core/link/hours.ts'
import { linkRules } from '#core/link/rules.ts'
import { type Phase, takingPhases } from '#node/engine/contract.ts'
import type { Appointment } from '#sim/clock.ts'
import type { DeviceBoot, Surroundings } from './surroundings.ts'

/** How often a device with hours looks at its clock. */
const lookMs = 20_000

/** Tells the exchange of one boot what its owner allows over the WAN, as node/link does. */
export class LinkRulesKeeper {
  readonly #session: DeviceBoot
  readonly #surroundings: Surroundings
  #isTaking = false
  /** What had come over the WAN when the release was begun, in bytes. */
  #spentBefore = 0
  #plannedBytes: number | undefined
  #told = ''
  #look: Appointment | undefined

  constructor(session: DeviceBoot, surroundings: Surroundings) {
    this.#session = session
    this.#surroundings = surroundings
  }

  stop(): void {
    this.#look?.cancel()
  }

  /** A release is begun, or its bytes have come. */
  entered(phase: Phase): void {
    this.#isTaking = takingPhases.includes(phase)
    if (phase === 'planning') this.#spentBefore = this.#session.wanSpentBytes
    if (phase === 'planning' || !this.#isTaking) this.#plannedBytes = undefined
  }

  /** The release is planned: it may bring so much more. */
  planned(bytesMax: number): void {
    this.#plannedBytes = this.#spentBefore + bytesMax
    this.tell()
  }

  /** Looks at the clock and tells the exchange what is allowed now, if that is news. */
  tell(): void {
    const { machine } = this.#session
    const { link, release } = machine.facts
    if (link.hours.length > 0) {
      this.#look?.cancel()
      const { clock } = this.#surroundings
      this.#look = clock.at(later(clock.now, lookMs), () => this.tell())
    }
    const minute = minuteOfDay(this.#surroundings.minuteOfDay())
    const { wanRefusal, tier } = linkRules(link, { minute, power: { type: 'mains' }, isForeground: false })
    const budget = this.#plannedBytes === undefined ? undefined : (link.wanBudgetBytes ?? this.#plannedBytes)
    const rules: WanRules = {
      mayFetch: wanRefusal === undefined,
      bytesPerSecond: undefined,
      release: this.#isTaking || this.#plannedBytes !== undefined ? release.version : undefined,
      budgetBytes: budget,
      spentBytes: 0,
      tier,
    }
    const said = JSON.stringify(rules)
    if (said === this.#told) return
    this.#told = said
    this.#session.input({ type: 'wan-rules', rules })
  }
}
