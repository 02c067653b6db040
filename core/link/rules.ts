import { type Hours, isWithin, type MinuteOfDay, nextChange } from '#core/link/hours.ts'

/** What an owner says of the links of a device, from its configuration. Rates are in kilobits per second. */
export interface LinkConfig {
  readonly wanDownloadKbit: number | undefined
  readonly wanUploadKbit: number | undefined
  readonly lanUploadKbit: number | undefined
  /** Of ranges that overlap the first that holds counts. */
  readonly hours: readonly LimitedHours[]
  /** The WAN is paid per byte. */
  readonly metered: boolean
  /** On battery and below this charge, in percent, the device neither serves nor uses the WAN. */
  readonly batteryMinPercent: number
  /** What one release may bring over the WAN, in bytes; undefined: as much as was planned. */
  readonly wanBudgetBytes: number | undefined
  readonly whenExceeded: WhenExceeded
}

/** What a device does when the WAN has brought what it may for a release, and something is still lacking. */
export type WhenExceeded = 'wait-for-neighbours' | 'fetch-anyway'

/** Hours with a WAN limit of their own; 0 leaves the WAN alone. */
export interface LimitedHours extends Hours {
  readonly wanDownloadKbit: number
}

/** Where a device has its power from. One without a battery is on mains. */
export type Power = { readonly type: 'mains' } | { readonly type: 'battery'; readonly percent: number }

/** What a device is in, at one moment. */
export interface LinkFacts {
  readonly minute: MinuteOfDay
  readonly power: Power
  /** Whether the owner asked for the release: then hours and metering do not hold it up. */
  readonly isForeground: boolean
}

/** Why the WAN is not used now. */
export type WanRefusal = 'hours' | 'metered' | 'battery'

/** What the links may be used for now. */
export interface LinkRules {
  /** Why nothing is fetched over the WAN; undefined where that is allowed. */
  readonly wanRefusal: WanRefusal | undefined
  readonly wanDownloadKbit: number | undefined
  readonly mayServe: boolean
  readonly tier: number
  /** The time of day at which the hours say something else. */
  readonly changesAt: MinuteOfDay | undefined
}

/** A device that is on mains and pays nothing per byte uses the WAN for the others. */
const freeTier = 0

/** One that pays per byte, or is on battery, leaves it to them. A slow device is one further down than it would be. */
const costlyTier = 2

/** What is allowed now. Nothing is said of the budget: what it is spent on, the exchange knows. */
export function linkRules(config: LinkConfig, facts: LinkFacts): LinkRules {
  const { power } = facts
  const hours = facts.isForeground ? undefined : config.hours.find((range) => isWithin(range, facts.minute))
  const isLow = power.type === 'battery' && power.percent < config.batteryMinPercent
  return {
    wanRefusal: isLow ? 'battery' : refusalByOwner(config, facts, hours),
    // What is under way when the WAN closes comes to its end at the usual rate.
    wanDownloadKbit: hours?.wanDownloadKbit || config.wanDownloadKbit,
    mayServe: !isLow,
    tier: config.metered || power.type === 'battery' ? costlyTier : freeTier,
    changesAt: facts.isForeground ? undefined : nextRule(config.hours, facts.minute),
  }
}

/** Without a budget somebody else is to pay for what a metered device needs. */
function refusalByOwner(
  { metered, wanBudgetBytes }: LinkConfig,
  { isForeground }: LinkFacts,
  hours: LimitedHours | undefined,
): WanRefusal | undefined {
  if (metered && wanBudgetBytes === undefined && !isForeground) return 'metered'
  return hours?.wanDownloadKbit === 0 ? 'hours' : undefined
}

/** When another range counts than now, or none: not every end of a range is one, where they overlap or touch. */
function nextRule(hours: readonly LimitedHours[], now: MinuteOfDay): MinuteOfDay | undefined {
  const ruleAt = (minute: MinuteOfDay) => hours.find((range) => isWithin(range, minute))?.wanDownloadKbit
  let passed = 0
  // Each change is looked at once: after all of them the day is over.
  for (let at = nextChange(hours, now); at !== undefined; at = nextChange(hours, at)) {
    if (ruleAt(at) !== ruleAt(now)) return at
    passed += 1
    if (passed >= 2 * hours.length) return undefined
  }
  return undefined
}
