import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '#adapters/log/log.ts'
import { messageOf } from '#core/errors.ts'
import { gaugesMax } from '#core/report/report.ts'
import { checkUrl } from './check-url.ts'
import { findChecks, type HealthCheck, urlChecks } from './find-checks.ts'
import { gaugesIn } from './gauge-lines.ts'
import { runCommand } from './run-command.ts'

/** How a device checks its health. */
export interface HealthChecksInit {
  /** The folder with its checks. */
  readonly directory: string
  /** URLs that are to answer, beside those in the folder. */
  readonly urls: readonly string[]
  /** Time of one attempt. */
  readonly timeoutMs: number
  /** How often a check of a trial that failed is tried again, and how long after. */
  readonly retries: number
  readonly retryAfterMs?: number
  readonly version: string
  readonly slot: string
  readonly log: Log
}

/** What the checks of a device that runs as usual find. */
export interface Findings {
  /** At most {@link gaugesMax}. */
  readonly gauges: Readonly<Record<string, number>>
  readonly crash: string | undefined
}

type Outcome =
  | { readonly type: 'good'; readonly output: string }
  | { readonly type: 'bad'; readonly reason: string }
  | { readonly type: 'crashed'; readonly reason: string }

/** All checks together take no longer than this, in ms. */
const totalMsMax = 10 * 60_000

const retryAfterMsDefault = 2_000

/** A check that ends so says that the device crashed since it was asked last. On a trial it is as bad as any other. */
const crashedExitCode = 3

/** The checks of a device's health that its owner wrote, one after the other. */
export class HealthChecks {
  readonly #init: HealthChecksInit
  readonly #end = new AbortController()

  constructor(init: HealthChecksInit) {
    this.#init = init
  }

  /** Checks a trial boot; resolves with what is wrong, of the first check that fails again after every retry. */
  async trial(): Promise<string | undefined> {
    const { retries, retryAfterMs = retryAfterMsDefault, log } = this.#init
    const endsAt = performance.now() + totalMsMax
    for (const check of await this.#find()) {
      let outcome = await this.#run(check, { isTrial: true })
      for (let retry = 1; retry <= retries && outcome.type !== 'good'; retry += 1) {
        log.info('health-retry', { check: check.name, reason: outcome.reason })
        await delay(retryAfterMs, undefined, { ref: false })
        outcome = await this.#run(check, { isTrial: true })
      }
      if (outcome.type !== 'good') return `the health check ${check.name} failed: ${outcome.reason}`
      if (performance.now() > endsAt) return `the health checks took more than ${totalMsMax / 60_000} minutes`
    }
    return undefined
  }

  /** Measures a device that runs as usual. What fails is logged. */
  async measure(): Promise<Findings> {
    const endsAt = performance.now() + totalMsMax
    const gauges = new Map<string, number>()
    let crash: string | undefined
    for (const check of await this.#find()) {
      if (check.type === 'url' || performance.now() > endsAt) continue
      const outcome = await this.#run(check, { isTrial: false })
      if (outcome.type === 'good') this.#addGauges(gauges, outcome.output)
      else this.#init.log.warn('health-check-failed', { check: check.name, reason: outcome.reason })
      if (outcome.type === 'crashed') crash ??= `${check.name}: ${outcome.reason}`
    }
    return { gauges: Object.fromEntries(gauges), crash }
  }

  /** Ends the check that runs; no other one begins. */
  stop(): void {
    this.#end.abort()
  }

  #addGauges(gauges: Map<string, number>, output: string): void {
    for (const [name, number] of gaugesIn(output)) {
      if (gauges.size < gaugesMax || gauges.has(name)) gauges.set(name, number)
    }
  }

  async #find(): Promise<readonly HealthCheck[]> {
    const { directory, urls } = this.#init
    try {
      return [...(await findChecks(directory)), ...urlChecks('[health] http', urls)]
    } catch (error) {
      return [{ type: 'broken', name: directory, problem: messageOf(error) }]
    }
  }

  async #run(check: HealthCheck, { isTrial }: { readonly isTrial: boolean }): Promise<Outcome> {
    const { timeoutMs } = this.#init
    const { signal } = this.#end
    if (signal.aborted) return { type: 'bad', reason: 'the node ends' }
    if (check.type === 'broken') return { type: 'bad', reason: check.problem }
    if (check.type === 'url') {
      const problem = await checkUrl(check.url, timeoutMs)
      return problem === undefined ? { type: 'good', output: '' } : { type: 'bad', reason: `${check.url}: ${problem}` }
    }
    const end = await runCommand({ path: check.path, environment: this.#environment(isTrial), timeoutMs, signal })
    if (end.type === 'stopped') return { type: 'bad', reason: end.reason }
    if (end.code === 0) return { type: 'good', output: end.output }
    const said = firstLineOf(end.complaint) || firstLineOf(end.output)
    const reason = `exit code ${end.code}${said === '' ? '' : `, ${said}`}`
    return { type: end.code === crashedExitCode ? 'crashed' : 'bad', reason }
  }

  /** What a check can rely on, and nothing else of the node's own. */
  #environment(isTrial: boolean): Readonly<Record<string, string>> {
    const { version, slot } = this.#init
    return {
      PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin',
      MYCEL_VERSION: version,
      MYCEL_SLOT: slot,
      MYCEL_TRIAL: isTrial ? '1' : '0',
    }
  }
}

/** What a check said, fit for a line of a log and of a report. */
function firstLineOf(text: string): string {
  const line = text.split('\n').find((some) => some.trim() !== '') ?? ''
  return line
    .replace(/[\p{C}\uFFFD]/gu, ' ')
    .trim()
    .slice(0, 200)
}
