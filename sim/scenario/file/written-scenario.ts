import type { Fault } from '#sim/faults/fault.ts'
import type { Measure, Policy, SiteClass } from '#sim/scenario/scenario.ts'
import type { TemplateName } from '#tracker/engine/rollout/templates.ts'

/** One value, or the least and the most of those that are drawn. */
export type WrittenSpread<Value> = Value | { readonly from: Value; readonly to: Value }

/** `20 %` or 0.2. */
export type WrittenShare = string | number

/** What a scenario file may say of a class of sites; texts are quantities with their units. */
export interface WrittenSite {
  readonly devices: WrittenSpread<number>
  readonly wanDown: WrittenSpread<string>
  readonly wanUp: WrittenSpread<string>
  readonly wanLatency: WrittenSpread<string>
  readonly wanLoss: WrittenShare
  readonly lan: WrittenSpread<string>
  readonly lanLatency: string
  readonly radio?: string
  readonly reach: SiteClass['reach']
  readonly hasWan: boolean
  readonly arriveWithin: string
  readonly updated: WrittenShare
  readonly versions?: Readonly<Record<string, WrittenShare>>
  readonly wanHours?: string
  readonly wanBudget?: string
  readonly decode: WrittenSpread<string>
  readonly flash: WrittenSpread<string>
  readonly tags?: Readonly<Record<string, string>>
  readonly zone?: string
  readonly window?: string
  readonly restartingMax?: number
}

/** What a scenario file may say of the release. */
export interface WrittenRelease {
  readonly version?: string
  readonly image: string
  readonly chunk?: string
  readonly full?: WrittenShare
  readonly delta?: Readonly<Record<string, WrittenShare>>
  readonly chunksPerPack?: number
  readonly documents?: string
}

/** What a scenario file may say of the rollout. */
export interface WrittenRollout {
  readonly template: TemplateName
  readonly date?: string
  readonly checkIn?: string
  readonly publish?: string
  readonly reportLoss?: WrittenShare
  readonly trial?: WrittenSpread<string>
}

/** How a scenario file writes a fault rule. */
export interface WrittenFault {
  readonly kind: Fault['kind']
  readonly count?: number
  readonly share?: WrittenShare
  readonly at?: WrittenSpread<string>
  readonly lasts?: WrittenSpread<string>
  readonly sites?: string
}

/** How a scenario file writes what it expects of one measure. */
export interface WrittenExpectation {
  readonly atMost?: WrittenShare
  readonly atLeast?: WrittenShare
}

/** A scenario file as plain data that fits its JSON Schema: nothing is filled in yet. */
export interface WrittenScenario {
  readonly name?: string
  readonly title: string
  readonly policy?: Policy
  readonly origin?: string
  readonly startsAt?: string
  readonly endsAfter?: string
  readonly fleet: {
    readonly defaults?: Partial<WrittenSite>
    readonly sites: readonly (Partial<WrittenSite> & { readonly name?: string; readonly sites?: number })[]
  }
  readonly release?: WrittenRelease
  readonly rollout?: WrittenRollout
  readonly faults?: readonly WrittenFault[]
  readonly expect?: Readonly<Partial<Record<Measure, WrittenExpectation>>>
}
