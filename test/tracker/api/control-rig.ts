/** A tracker's rollouts, audit log and API, for tests: real but for the mesh, on a clock of its own. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { Log } from '#adapters/log/log.ts'
import type { ReportEvent } from '#core/report/report.ts'
import { encodeSealedReport, type SealedReport } from '#core/report/sealed-report.ts'
import { deadlineMs } from '#test/adapters/libp2p/test-peer.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { testKey, vendor } from '#test/core/metadata/vendor.ts'
import { fleetAuthority, reporter } from '#test/tracker/fleet/reporters.ts'
import { now, publishedRepository } from '#test/tracker/release/repository-fixture.ts'
import { trackerStatus } from '#test/tracker/status/tracker-status.ts'
import type { RolloutEntry, RolloutSummary } from '#tracker/api/schema/rollout.ts'
import { type OwnerAccess, ownerAccessFile } from '#tracker/api/tokens/owner-access.ts'
import { Fleet } from '#tracker/fleet/fleet.ts'
import type { Repository } from '#tracker/release/repository.ts'
import { SteadyClock } from '#tracker/rollouts/steady-clock.ts'
import { type Control, startControl } from '#tracker/start-control.ts'

export const trackerKey = testKey(70)

/** An answer of the API. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came.
  readonly body: any
}

/** What a request has besides its path. */
export interface Asking {
  readonly method?: string
  readonly body?: unknown
  /** The text of a token; undefined sends that of the owner, and '' none. */
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
}

export class ControlRig {
  readonly stateDirectory: string
  readonly repository: Repository
  readonly fleet: Fleet
  /** The clock of the machine, in ms. */
  wall = now.getTime()
  #control: Control | undefined
  #access: OwnerAccess | undefined
  #sequence = 0

  private constructor(stateDirectory: string, repository: Repository, fleet: Fleet) {
    this.stateDirectory = stateDirectory
    this.repository = repository
    this.fleet = fleet
  }

  /** A tracker that has published these releases of `hub`, and knows no device yet. */
  static async start(t: TestContext, ...versions: readonly string[]): Promise<ControlRig> {
    const repository = await publishedRepository(t, ...versions)
    const stateDirectory = await temporaryDirectory(t)
    const fleet = await Fleet.open(join(stateDirectory, 'fleet'), () => [fleetAuthority.publicKey])
    const rig = new ControlRig(stateDirectory, repository, fleet)
    await rig.begin()
    t.after(async () => {
      await rig.end()
      await fleet.close()
    })
    return rig
  }

  async begin(): Promise<void> {
    this.#control = await startControl({
      stateDirectory: this.stateDirectory,
      repository: this.repository,
      fleet: this.fleet,
      key: trackerKey,
      signers: vendor,
      api: { host: '127.0.0.1', port: 0 },
      clock: new SteadyClock(() => this.wall),
      status: async () => trackerStatus,
      log: Log.toStandardOutput('silent'),
    })
    this.#access = JSON.parse(await readFile(ownerAccessFile(this.stateDirectory), 'utf8')) as OwnerAccess
  }

  async end(): Promise<void> {
    await this.#control?.stop()
    this.#control = undefined
  }

  get url(): string {
    return this.#access?.url ?? ''
  }

  get ownerToken(): string {
    return this.#access?.token ?? ''
  }

  async ask(path: string, { method, body, token = this.ownerToken, headers = {} }: Asking = {}): Promise<Answered> {
    const response = await fetch(`${this.url}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(token !== '' && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }

  /** A token with these scopes. */
  async token(...scopes: readonly string[]): Promise<string> {
    const { body } = await this.ask('/v1/tokens', { body: { name: 'ada', scopes } })
    return body.token
  }

  /** The device number `index` reports by HTTP. */
  async report(index: number, event: ReportEvent, tags: Readonly<Record<string, string>> = {}): Promise<Answered> {
    return this.ask('/v1/reports', { body: { reports: [this.sealed(index, event, tags)] }, token: '' })
  }

  /** The next report of a device, as it is sent. */
  sealed(index: number, event: ReportEvent, tags: Readonly<Record<string, string>> = {}): string {
    return Buffer.from(encodeSealedReport(this.#sealed(index, event, tags))).toString('base64')
  }

  /** The device number `index` reports while the API is not there. */
  async takeDirectly(index: number, event: ReportEvent): Promise<void> {
    await this.fleet.take([this.#sealed(index, event, {})], { host: '198.51.100.7', at: this.wall })
  }

  /** Waits until a rollout is so, by its events, and gives it. */
  async until(id: string, isSo: (rollout: RolloutSummary) => boolean): Promise<RolloutSummary> {
    const signal = AbortSignal.timeout(deadlineMs)
    const headers = { authorization: `Bearer ${this.ownerToken}` }
    const response = await fetch(`${this.url}/v1/rollouts/${id}/events?after=1000000`, { headers, signal })
    for await (const { rollout } of eventsOf(response)) if (isSo(rollout)) return rollout
    throw new Error(`the events of ${id} ended`)
  }

  #sealed(index: number, event: ReportEvent, tags: Readonly<Record<string, string>>): SealedReport {
    this.#sequence += 1
    const running = event.type === 'confirmed' ? event.version : '1.0.0'
    return reporter(index).report({ sequence: this.#sequence, tags, running, event })
  }
}

/** What an event of a rollout says; one that tells how it stands has no entry. */
interface WatchedEvent {
  readonly rollout: RolloutSummary
  readonly entry?: RolloutEntry
}

/** What comes with the events of a stream. */
export async function* eventsOf(response: Response): AsyncGenerator<WatchedEvent> {
  let rest = ''
  for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const events = (rest + part).split('\n\n')
    rest = events.pop() ?? ''
    for (const data of events.flatMap((event) => /^data: (.*)$/m.exec(event)?.[1] ?? [])) yield JSON.parse(data)
  }
}

/** An order of `hub` 1.1.0 to everybody at once, and then to everybody for good. */
export const orderOfAll = {
  product: 'hub',
  version: '1.1.0',
  id: 'spring',
  phases: [
    { name: 'half', percent: 50, soak: '1h', minConfirmed: 0, successPercent: 0 },
    { name: 'all', percent: 100, soak: '1h', minConfirmed: 0, successPercent: 0 },
  ],
  stops: [{ metric: 'crashes', abovePercent: 1, sampleMin: 2, action: 'abort-and-take-back' }],
}
