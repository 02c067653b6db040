/** A tracker with a fleet and a rollout to look at, and a browser to look with. */
import { existsSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { type Browser, type BrowserContextOptions, chromium, type Page, type Request } from 'playwright-core'
import type { ReportEvent } from '#core/report/report.ts'
import { ControlRig } from '#test/tracker/api/control-rig.ts'
import { reporter } from '#test/tracker/fleet/reporters.ts'
import type { RolloutSummary } from '#tracker/api/schema/rollout.ts'

const executablePath = '/usr/bin/chromium'

/** Why tests of pages do not run; false where there is a browser. */
export const skip = existsSync(executablePath) ? false : `${executablePath} is not installed`

/** Devices of the fleet. */
export const fleetSize = 1000

/** Devices of the first phase that have told what became of them. */
export const outcomes = { began: 50, confirmed: 44, failed: 3 } as const

/** Sites of the fleet. */
export const siteCount = 40

const dayMs = 86_400_000

/** A test, or whatever else a page lives as long as. */
interface Life {
  after(end: () => unknown): void
}

export class DashboardRig {
  readonly tracker: ControlRig
  readonly #browser: Browser
  readonly #ends: (() => unknown)[]
  readonly #said = new WeakMap<Page, string[]>()
  readonly #requests = new WeakMap<Page, Request[]>()
  #sequence = 0

  private constructor(tracker: ControlRig, browser: Browser, ends: (() => unknown)[]) {
    this.tracker = tracker
    this.#browser = browser
    this.#ends = ends
  }

  /** A tracker that has published two releases, and no device yet; for all tests of a file, which `end` it. */
  static async start(): Promise<DashboardRig> {
    // The sandbox needs rights that a container may not have; the page is our own.
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    const ends: (() => unknown)[] = [() => browser.close()]
    const all = { after: (end: () => unknown) => void ends.unshift(end) }
    const tracker = await ControlRig.start(all as TestContext, '1.0.0', '1.1.0')
    tracker.wall = Date.now() - 3 * dayMs
    return new DashboardRig(tracker, browser, ends)
  }

  /** Has something done when the rig ends, before what was begun earlier ends. */
  atEnd(end: () => unknown): void {
    this.#ends.unshift(end)
  }

  async end(): Promise<void> {
    for (const end of this.#ends) await end()
  }

  /** Fills the fleet: every 20th device is of the ring `engineering`, and 40 sites share them. */
  async fill(): Promise<void> {
    const traffic = { wanBytes: 2_000_000, lanBytes: 38_000_000 }
    for (let from = 0; from < fleetSize; from += 100) {
      const indices = Array.from({ length: 100 }, (_, index) => from + index)
      await this.hear(indices, (index) => ({ type: 'alive', gauges: { throughput: 90 + (index % 9) }, traffic }))
      this.tracker.wall += 60_000
    }
  }

  /** Rolls 1.1.0 out to the ring `engineering`, of which most confirm, three fail, and one crashes later. */
  async rollOut(): Promise<void> {
    await this.tracker.ask('/v1/rollouts', { body: order })
    const engineering = Array.from({ length: outcomes.began }, (_, index) => index * 20)
    const named = { version: '1.1.0', rollout: 'spring' }
    this.tracker.wall += 3_600_000
    await this.hear(engineering, () => ({ type: 'began', ...named, from: '1.0.0' }))
    for (let from = 0; from < outcomes.confirmed; from += 4) {
      this.tracker.wall += 1_800_000
      const traffic = { wanBytes: 4_100_000, lanBytes: 31_000_000 }
      await this.hear(engineering.slice(from, from + 4), (index) => ({
        ...{ type: 'confirmed', ...named, from: '1.0.0', downtimeMs: 4000 + (index % 7) * 900, traffic },
      }))
    }
    const failing = engineering.slice(outcomes.confirmed, outcomes.confirmed + outcomes.failed)
    await this.hear(failing, (index) =>
      index % 40 === 0
        ? { type: 'rolled-back', ...named, cause: 'trial', reason: 'health.d/20-display ended with 1' }
        : { type: 'install-failed', ...named, reason: 'slot b has a bad sector at 0x3f000' },
    )
    this.tracker.wall = Date.now()
    await this.crash(0)
    await this.counted(({ devices }) => devices.crashed === 1)
  }

  /** A device that runs 1.1.0 crashes. */
  crash(index: number): Promise<void> {
    return this.hear([index], () => ({ type: 'crashed', version: '1.1.0', rollout: 'spring', reason: 'exit code 139' }))
  }

  /** Waits until the tracker has counted what it heard of the rollout. */
  async counted(isSo: (rollout: RolloutSummary) => boolean): Promise<void> {
    const deadline = Date.now() + 10_000
    while (!isSo((await this.tracker.ask('/v1/rollouts/spring')).body)) {
      if (Date.now() > deadline) throw new Error('the rollout did not count what was reported')
      await setImmediate()
    }
  }

  /** A page that is signed in, at a place such as `rollouts/spring`, until the test ends. */
  async open(t: Life, place = '', options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.openAt(t, `#token=${this.tracker.ownerToken}`, options)
    await page.getByRole('heading', { level: 1, name: 'Fleet' }).waitFor()
    if (place !== '') await this.go(page, place)
    return page
  }

  /** Has a page show another place. */
  async go(page: Page, place: string): Promise<void> {
    const before = await page.$('h1')
    await page.evaluate(`location.hash = '#/${place}'`)
    await before?.waitForElementState('hidden')
  }

  /** A page at what stands behind the `#`, in a browser that nobody used before, until the test ends. */
  async openAt(t: Life, hash: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ reducedMotion: 'reduce', ...options })
    t.after(() => context.close())
    const page = await context.newPage()
    const heard: string[] = []
    this.#said.set(page, heard)
    page.on('console', (message) => heard.push(message.text()))
    page.on('pageerror', (error) => heard.push(String(error)))
    const requests: Request[] = []
    this.#requests.set(page, requests)
    page.on('request', (request) => requests.push(request))
    await page.goto(`${this.tracker.url}/${hash}`)
    return page
  }

  /** What a page wrote to the console, refusals of its policy and errors among it. */
  saidBy(page: Page): readonly string[] {
    return this.#said.get(page) ?? []
  }

  /** What a page has asked for. */
  requestsOf(page: Page): readonly Request[] {
    return this.#requests.get(page) ?? []
  }

  /** The tracker hears an event of each of these devices. */
  async hear(indices: readonly number[], eventOf: (index: number) => ReportEvent): Promise<void> {
    this.#sequence += 1
    for (const [site, devices] of Map.groupBy(indices, (index) => index % siteCount)) {
      const sealed = devices.map((index) => {
        const event = eventOf(index)
        const isUpdated = event.type === 'confirmed' || event.type === 'crashed'
        const running = isUpdated ? event.version : index % 10 === 3 ? '0.9.4' : '1.0.0'
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
