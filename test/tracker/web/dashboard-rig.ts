/** A tracker with a fleet and a rollout to look at, and a browser to look with. */
import { existsSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { ReportEvent } from '#core/report/report.ts'
import { ControlRig } from '#test/tracker/api/control-rig.ts'
import { reporter } from '#test/tracker/fleet/reporters.ts'

const executablePath = '/usr/bin/chromium'

/** Why there is no browser; false where there is one. */
export const skip = existsSync(executablePath) ? false : `${executablePath} is not installed`

/** Devices of the fleet. */
export const fleetSize = 1000

/** Devices of the first phase that have told what became of them. */
export const outcomes = { began: 50, confirmed: 44, failed: 3 } as const

/** Sites of the fleet. */
export const siteCount = 40

const dayMs = 86_400_000

/** What a page asked for. */
export interface Request {
  readonly url: string
  readonly bytes: number
}

export class DashboardRig {
  readonly tracker: ControlRig
  readonly #browser: Browser
  #sequence = 0

  private constructor(tracker: ControlRig, browser: Browser) {
    this.tracker = tracker
    this.#browser = browser
  }

  /** A tracker that has published two releases, and no device yet. */
  static async start(t: Pick<TestContext, 'after'>): Promise<DashboardRig> {
    // The sandbox needs rights that a container may not have; the page is our own.
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    t.after(() => browser.close())
    const tracker = await ControlRig.start(t as TestContext, '1.0.0', '1.1.0')
    tracker.wall = Date.now() - 3 * dayMs
    return new DashboardRig(tracker, browser)
  }

  /** Fills the fleet: every 20th device is of the ring `engineering`, and 40 sites share them. */
  async fill(): Promise<void> {
    const traffic = { wanBytes: 2_000_000, lanBytes: 38_000_000 }
    for (let from = 0; from < fleetSize; from += 100) {
      const indices = Array.from({ length: 100 }, (_, index) => from + index)
      await this.#take(indices, (index) => ({ type: 'alive', gauges: { throughput: 90 + (index % 9) }, traffic }))
      this.tracker.wall += 60_000
    }
  }

  /** Rolls 1.1.0 out to the ring `engineering`, of which most confirm, three fail, and one crashes later. */
  async rollOut(): Promise<void> {
    await this.tracker.ask('/v1/rollouts', { body: order })
    const engineering = Array.from({ length: outcomes.began }, (_, index) => index * 20)
    const named = { version: '1.1.0', rollout: 'spring' }
    this.tracker.wall += 3_600_000
    await this.#hear(engineering, () => ({ type: 'began', ...named, from: '1.0.0' }))
    for (let from = 0; from < outcomes.confirmed; from += 4) {
      this.tracker.wall += 1_800_000
      const traffic = { wanBytes: 4_100_000, lanBytes: 31_000_000 }
      await this.#hear(engineering.slice(from, from + 4), (index) => ({
        ...{ type: 'confirmed', ...named, from: '1.0.0', downtimeMs: 4000 + (index % 7) * 900, traffic },
      }))
    }
    const failing = engineering.slice(outcomes.confirmed, outcomes.confirmed + outcomes.failed)
    await this.#hear(failing, (index) =>
      index % 40 === 0
        ? { type: 'rolled-back', ...named, cause: 'trial', reason: 'health.d/20-display ended with 1' }
        : { type: 'install-failed', ...named, reason: 'slot b has a bad sector at 0x3f000' },
    )
    this.tracker.wall = Date.now()
    await this.#hear(engineering.slice(0, 1), () => ({ type: 'crashed', ...named, reason: 'exit code 139' }))
  }

  /** A page that is signed in, at a place such as `rollouts/spring`, with what it asks for. */
  async open(place = '', options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.openSignedOut(`#token=${this.tracker.ownerToken}`, options)
    if (place !== '') await page.evaluate(`location.hash = '#/${place}'`)
    await page.locator('main:not([aria-busy]) h1').waitFor()
    if (place !== '') await page.waitForFunction(`!document.title.startsWith('Fleet') && !document.querySelector('main[aria-busy]')`)
    return page
  }

  /** A page at an address without a session. */
  async openSignedOut(hash: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ reducedMotion: 'reduce', ...options })
    const page = await context.newPage()
    await page.goto(`${this.tracker.url}/${hash}`)
    return page
  }

  async #hear(indices: readonly number[], eventOf: (index: number) => ReportEvent): Promise<void> {
    await this.#take(indices, eventOf)
  }

  async #take(indices: readonly number[], eventOf: (index: number) => ReportEvent): Promise<void> {
    this.#sequence += 1
    for (const [site, devices] of Map.groupBy(indices, (index) => index % siteCount)) {
      const sealed = devices.map((index) => {
        const event = eventOf(index)
        const running = event.type === 'confirmed' ? event.version : index % 10 === 3 ? '0.9.4' : '1.0.0'
        const tags = { ring: index % 20 === 0 ? 'engineering' : index % 5 === 1 ? 'beta' : 'general' }
        return reporter(index).report({ sequence: this.#sequence, tags, running, event })
      })
      await this.tracker.fleet.take(sealed, { host: `198.51.100.${site + 1}`, at: this.tracker.wall })
    }
  }
}

const order = {
  product: 'hub',
  version: '1.1.0',
  id: 'spring',
  phases: [
    { name: 'engineering', select: { ring: ['engineering'] }, percent: 100, soak: '48h', approval: true },
    { name: 'beta', select: { ring: ['beta'] }, percent: 50, soak: '72h' },
    { name: 'share-36', percent: 36, soak: '24h' },
    { name: 'share-100', percent: 100, soak: '24h' },
  ],
  stops: [
    { metric: 'crashes', abovePercent: 10, sampleMin: 20, action: 'abort-and-take-back' },
    { metric: 'install-failures', abovePercent: 15, sampleMin: 20, action: 'abort-and-take-back' },
  ],
}
