import type { Log } from '#adapters/log/log.ts'
import type { DownloadLimit } from '#adapters/net/download-limit.ts'
import { readPower } from '#adapters/power/read-power.ts'
import type { WanRules } from '#core/exchange/contract.ts'
import type { WanSpending } from '#core/exchange/download/allowance.ts'
import { localMinute, minuteText } from '#core/link/hours.ts'
import { type LinkConfig, type LinkRules, linkRules, type Power, type WanRefusal } from '#core/link/rules.ts'
import { payloadsOf, type WanBound, wanBound } from '#core/link/wan-bound.ts'
import { type ChunkTask, type NodeInput, type Phase, takingPhases } from '#node/engine/contract.ts'
import { bytesPerSecondOf, type Uploads } from './uploads.ts'
import type { WanAccount } from './wan-account.ts'

/** How often clock and power are looked at. */
const lookMs = 20_000

/** How often a release that is being taken is asked whether what it may cost is spent. */
const noteMs = 1000

/** What may come by the plan has come, and still something is missing: after so long the release is planned anew. */
const starvedMs = 600_000

/** What a node says of its use of the WAN. */
export interface LinkStatus {
  /** Why nothing is fetched over the WAN now; null where that is allowed. */
  readonly wanRefusal: WanRefusal | null
  /** The local time at which the hours allow it again, as `HH:MM`; null where they do not decide it. */
  readonly until: string | null
  readonly power: Power
  /** What came over the WAN for the release that is being taken, in bytes. */
  readonly spentBytes: number
  /** What may come for it; null before it is planned, or with `fetch-anyway`. */
  readonly budgetBytes: number | null
  /** Whether something was left to neighbours because of that. */
  readonly isSpent: boolean
}

/** What a keeper works with. */
export interface LinkKeeperInit {
  readonly config: LinkConfig
  readonly account: WanAccount
  readonly uploads: Uploads
  readonly downloads: DownloadLimit
  /** Instead of the machine's own. */
  readonly readPower?: () => Promise<Power>
  /** Instead of the machine's own. */
  readonly now?: () => Date
  readonly spending: () => WanSpending
  /** Whether a rollout calls a release critical. */
  readonly isCritical: (version: string) => boolean
  readonly input: (input: NodeInput) => void
  readonly log: Log
}

/** Keeps the use of the links to the rules of the owner, while clock, power and release change. */
export class LinkKeeper {
  readonly #init: Required<LinkKeeperInit>
  readonly #timer: NodeJS.Timeout
  #power: Power = { type: 'mains' }
  #release: string | undefined
  /** What it had brought over the WAN when it was begun, in bytes. */
  #spentBefore = 0
  /** What it may bring at the most, by its plan. */
  #planned: number | undefined
  #asked: string | undefined
  #rules: LinkRules
  #told = ''
  #wasSpent = false
  #starving: NodeJS.Timeout | undefined
  #noting: NodeJS.Timeout | undefined

  private constructor(init: Required<LinkKeeperInit>, power: Power) {
    this.#init = init
    this.#power = power
    this.#rules = this.#judge()
    this.#timer = setInterval(() => void this.#look(), lookMs).unref()
    this.#tell()
    if (this.#rules.wanRefusal !== undefined) this.#announce()
  }

  /** Looks at the power, and tells the engine the rules before it begins anything. */
  static async start(init: LinkKeeperInit): Promise<LinkKeeper> {
    const parts = { readPower: () => readPower(), now: () => new Date(), ...init }
    return new LinkKeeper(parts, await parts.readPower())
  }

  get status(): LinkStatus {
    const { wanRefusal = null, changesAt } = this.#rules
    const { spentBytes, isSpent } = this.#init.spending()
    const until = wanRefusal === 'hours' && changesAt !== undefined ? minuteText(changesAt) : null
    return { wanRefusal, until, power: this.#power, spentBytes, budgetBytes: this.#budgetBytes() ?? null, isSpent }
  }

  /** The owner asked for a release: hours and metering do not hold it up. */
  asked(version: string): void {
    this.#asked = version
    this.#review()
  }

  /** The device is in another phase: the bytes of a release are counted from its planning until it is whole, or given up. */
  entered(phase: Phase, version: string | undefined): void {
    if (phase === 'planning' && version !== undefined) this.#begin(version)
    else if (!takingPhases.includes(phase)) this.#end()
  }

  /** The release is planned: it may bring so much more than before it was begun. */
  planned({ bytesMax }: WanBound): void {
    this.#planned = this.#spentBefore + bytesMax
    this.#review()
  }

  /** The active slot was not what the plan relied on: full payloads come in the place of patches. */
  grew(tasks: readonly ChunkTask[]): void {
    if (this.#planned === undefined) return
    this.#planned += wanBound(payloadsOf(tasks), 0).payloadBytes
    this.#review()
  }

  /** After every input to the engine: what a fetch has cost is noted. */
  heard({ type }: NodeInput): void {
    if (type === 'fetched' || type === 'fetch-failed') this.#note()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    clearInterval(this.#noting)
    clearTimeout(this.#starving)
    await this.#init.account.close()
  }

  #begin(version: string): void {
    const { account, spending } = this.#init
    const before = spending()
    account.note(before)
    this.#release = version
    this.#spentBefore = before.release === version ? before.spentBytes : account.spentOn(version)
    this.#planned = undefined
    clearInterval(this.#noting)
    this.#noting = setInterval(() => this.#note(), noteMs).unref()
    this.#review()
  }

  #end(): void {
    if (this.#release === undefined) return
    clearInterval(this.#noting)
    this.#init.account.note(this.#init.spending())
    this.#release = undefined
    this.#planned = undefined
    this.#spentBefore = 0
    this.#review()
  }

  async #look(): Promise<void> {
    this.#power = await this.#init.readPower()
    this.#review()
    this.#note()
  }

  #note(): void {
    const spending = this.#init.spending()
    this.#init.account.note(spending)
    if (spending.isSpent && !this.#wasSpent) {
      const { release, spentBytes } = spending
      this.#init.log.warn('wan-budget-spent', { release, spentBytes, budgetBytes: this.#budgetBytes() })
    }
    if (spending.isSpent !== this.#wasSpent) this.#starve(spending.isSpent)
    this.#wasSpent = spending.isSpent
  }

  /** The bound of a plan holds for one try; the next one is bound by what is left then. The owner's budget holds for all. */
  #starve(isSpent: boolean): void {
    clearTimeout(this.#starving)
    const { wanBudgetBytes = Number.POSITIVE_INFINITY } = this.#init.config
    if (!isSpent || (this.#budgetBytes() ?? 0) >= wanBudgetBytes) return
    const reason = 'more bytes were lost on the WAN than the plan allows for, and no neighbour has what is missing'
    this.#starving = setTimeout(() => this.#init.input({ type: 'starved', reason }), starvedMs)
  }

  #review(): void {
    const before = this.#rules
    this.#rules = this.#judge()
    this.#tell()
    if (before.wanRefusal !== this.#rules.wanRefusal) this.#announce()
  }

  #announce(): void {
    const { wanRefusal: reason, until } = this.status
    if (reason === null) this.#init.log.info('wan-opened')
    else this.#init.log.info('wan-closed', { reason, until: until ?? undefined })
  }

  #judge(): LinkRules {
    const { config, now, isCritical } = this.#init
    const date = now()
    const minute = localMinute(date.getTime(), -date.getTimezoneOffset())
    const release = this.#release
    const isForeground = release !== undefined && (this.#asked === release || isCritical(release))
    return linkRules(config, { minute, power: this.#power, isForeground })
  }

  /** Carries out what the rules say now, where that is not what they said before. */
  #tell(): void {
    const { uploads, downloads, input } = this.#init
    const { wanDownloadKbit, mayServe } = this.#rules
    uploads.mayServe = mayServe
    const rules = this.#wanRules()
    downloads.bytesPerSecond = wanDownloadKbit === undefined ? undefined : rules.bytesPerSecond
    const told = JSON.stringify(rules)
    if (told === this.#told) return
    this.#told = told
    input({ type: 'wan-rules', rules })
  }

  #wanRules(): WanRules {
    const { wanDownloadKbit, wanRefusal, tier } = this.#rules
    return {
      mayFetch: wanRefusal === undefined,
      bytesPerSecond: wanDownloadKbit === undefined ? undefined : bytesPerSecondOf(wanDownloadKbit),
      release: this.#release,
      budgetBytes: this.#budgetBytes(),
      spentBytes: this.#spentBefore,
      tier,
    }
  }

  /** The plan's bound or the owner's budget, whichever is less. */
  #budgetBytes(): number | undefined {
    const { wanBudgetBytes, whenExceeded } = this.#init.config
    if (this.#release === undefined || whenExceeded === 'fetch-anyway') return undefined
    const bounds = [this.#planned, wanBudgetBytes].filter((bound) => bound !== undefined)
    return bounds.length === 0 ? undefined : Math.min(...bounds)
  }
}
