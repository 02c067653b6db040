import { FetchFailed } from '#adapters/exchange/fetch-failed.ts'
import type { FetchOptions } from '#adapters/exchange/fetch-options.ts'
import { HttpFailed, type HttpProblem } from '#adapters/http/http-failed.ts'
import type { WebServer } from '#adapters/http/web-server.ts'
import type { Log } from '#adapters/log/log.ts'
import type { FetchFailure, PeerName } from '#core/exchange/contract.ts'
import { metadataBytesMax } from '#core/metadata/read-metadata.ts'
import { rootFile, timestampFile } from '#core/metadata/repository-files.ts'
import type { NodeInput } from '#node/engine/contract.ts'
import { longRestMs, Patience } from './patience.ts'
import { readTimestampVersion } from './timestamp-version.ts'

/** What a source acts on. */
export interface WebSourceInit {
  readonly server: WebServer
  readonly pollIntervalMs: number
  /** Chance, from 0 to below 1. */
  readonly fraction: () => number
  readonly input: (input: NodeInput) => void
  readonly log: Log
}

/** What is asked of a server: a file by its digest, or metadata by its name. */
type Kind = 'file' | 'metadata'

/** The newest timestamp of a source. */
interface Timestamp {
  readonly content: Uint8Array
  readonly etag: string | undefined
  readonly version: number
}

/** How long a source is not asked again for a file that it does not have, in ms. */
const missingMs = 10 * 60 * 1000

/** Files of one source that are remembered to be missing; beyond it the oldest are asked for again. */
const missingMax = 4_096

/**
 * A web server as a seeder of the exchange: it joins when it answers, tells of new metadata when that is seen there,
 * and leaves when it fails too often, until it answers again.
 */
export class WebSource {
  /** What the engine knows it by: its URL, without user and password. */
  readonly name: PeerName
  readonly #init: WebSourceInit
  readonly #patience: Patience
  readonly #end = new AbortController()
  /** Paths, and when they are asked for again, on the clock of `performance.now()`. */
  readonly #missing = new Map<string, number>()
  #isJoined = false
  /** Whether the last file that was asked for did not come, for a reason that may pass. */
  #failsForFiles = false
  #looks: NodeJS.Timeout | undefined
  /** When it is looked at next. */
  #looksAtMs = 0
  #timestamp: Timestamp | undefined
  #toldVersion = 0
  /** What people have been told of it and still holds. */
  #told: 'trouble' | 'refusal' | undefined

  /** Starts nothing. */
  constructor(init: WebSourceInit) {
    this.name = init.server.name as PeerName
    this.#init = init
    this.#patience = new Patience(init.fraction)
  }

  get isJoined(): boolean {
    return this.#isJoined
  }

  /** Looks at the server now, and from then on once per interval. */
  start(): void {
    this.#lookIn(0)
  }

  /** Ends every request. */
  stop(): void {
    this.#end.abort()
    clearTimeout(this.#looks)
    this.#init.server.close()
  }

  /** Leaves the server alone until this process ends. */
  ban(reason: string): void {
    this.stop()
    this.#leave(reason)
  }

  /** Another release is fetched from now on. */
  renew(): void {
    this.#patience.renew()
  }

  /** The file at a path, exactly `bytes` long and not verified. Rejects with {@link FetchFailed} only. */
  async fetch(path: string, bytes: number, options: FetchOptions): Promise<Uint8Array> {
    if (!this.#isJoined) throw new FetchFailed('closed', `${this.name} is not joined`)
    if ((this.#missing.get(path) ?? 0) > performance.now()) throw new FetchFailed('missing', `it has no ${path}`)
    try {
      return await this.#attempt('file', (end) =>
        this.#init.server.fetch(path, bytes, { ...options, signal: AbortSignal.any([options.signal, end]) }),
      )
    } catch (error) {
      if (!(error instanceof HttpFailed)) throw error
      if (error.problem === 'missing') this.#remember(path)
      throw new FetchFailed(fetchFailures[error.problem], error.message)
    }
  }

  /** The root of a version, or the newest timestamp; undefined where the server does not have it. Rejects with {@link HttpFailed}. */
  async metadata(role: 'root' | 'timestamp', version: number, cancelled: AbortSignal): Promise<Uint8Array | undefined> {
    try {
      return await this.#attempt('metadata', async (end) => {
        const signal = AbortSignal.any([cancelled, end])
        if (role === 'timestamp') return (await this.#readTimestamp(signal)).content
        const read = await this.#init.server.read(rootFile(version), { bytesMax: metadataBytesMax.root, signal })
        return read === 'unchanged' ? undefined : read.content
      })
    } catch (error) {
      if (error instanceof HttpFailed && error.problem === 'missing') return undefined
      throw error
    }
  }

  async #look(): Promise<void> {
    const { input, pollIntervalMs, fraction } = this.#init
    try {
      const { version } = await this.#attempt('metadata', (end) => this.#readTimestamp(end))
      this.#join()
      if (version !== this.#toldVersion) {
        this.#toldVersion = version
        this.#missing.clear()
        // A timestamp does not tell the version of the root.
        input({ type: 'head', peer: this.name, rootVersion: 0, timestampVersion: version })
      }
      // Devices that were started together do not stay together.
      this.#lookIn(pollIntervalMs * (0.9 + 0.2 * fraction()))
    } catch (error) {
      if (!(error instanceof HttpFailed)) throw error
      const reason = 'there is no repository: it has no metadata/timestamp.json'
      if (error.problem === 'missing') this.#judge('metadata', new HttpFailed('troubled', reason))
    }
  }

  async #readTimestamp(signal: AbortSignal): Promise<Timestamp> {
    const known = this.#timestamp
    const bytesMax = metadataBytesMax.timestamp
    const etag = known?.etag === undefined ? {} : { etag: known.etag }
    const read = await this.#init.server.read(timestampFile, { bytesMax, signal, ...etag })
    if (read === 'unchanged' && known !== undefined) return known
    if (read === 'unchanged') throw new HttpFailed('troubled', 'it says that what it never sent is unchanged')
    this.#timestamp = { ...read, version: readTimestampVersion(read.content) }
    return this.#timestamp
  }

  /** Has the server do something, and thinks of it as that went. */
  async #attempt<Result>(kind: Kind, work: (end: AbortSignal) => Promise<Result>): Promise<Result> {
    try {
      const result = await work(this.#end.signal)
      // A server may have its metadata at hand, and fail for every file.
      if (kind === 'file') this.#failsForFiles = false
      if (!this.#failsForFiles) this.#patience.succeeded()
      return result
    } catch (error) {
      if (error instanceof HttpFailed) this.#judge(kind, error)
      throw error
    }
  }

  #judge(kind: Kind, { problem, message, retryAfterMs }: HttpFailed): void {
    switch (problem) {
      case 'silent':
      case 'troubled':
        if (kind === 'file') this.#failsForFiles = true
        return this.#fail(kind, message, retryAfterMs)
      case 'refused':
        return this.#refused(message)
      case 'missing':
      case 'busy':
      case 'cancelled':
        return
    }
  }

  #fail(kind: Kind, reason: string, retryAfterMs: number): void {
    const { ms, isLeft } = this.#patience.failed(retryAfterMs)
    const stays = this.#isJoined && !isLeft
    // The exchange itself lets a peer rest that did not bring a file.
    if (!stays || kind === 'metadata') this.#lookIn(ms)
    if (stays) return
    this.#leave(reason)
    const fields = { peer: this.name, reason, retrySec: Math.ceil(ms / 1000) }
    if (this.#told === undefined) this.#init.log.warn('source-left', fields)
    else this.#init.log.debug('source-unreachable', fields)
    this.#told ??= 'trouble'
  }

  #refused(reason: string): void {
    this.#lookIn(longRestMs)
    this.#leave(reason)
    if (this.#told !== 'refusal') this.#init.log.warn('source-refused', { peer: this.name, reason })
    this.#told = 'refusal'
  }

  #join(): void {
    if (this.#isJoined) return
    this.#isJoined = true
    this.#told = undefined
    this.#toldVersion = 0
    this.#init.log.info('source-joined', { peer: this.name })
    this.#init.input({ type: 'peer-joined', peer: this.name, link: 'wan', role: 'seeder' })
  }

  #leave(reason: string): void {
    if (!this.#isJoined) return
    this.#isJoined = false
    this.#init.log.debug('peer-left', { peer: this.name, reason })
    this.#init.input({ type: 'peer-left', peer: this.name })
  }

  /** Looks at the server again in so many ms; of several rests the longest counts. */
  #lookIn(ms: number): void {
    if (this.#end.signal.aborted) return
    const isResting = !this.#isJoined && this.#looks !== undefined
    const atMs = Math.max(performance.now() + ms, isResting ? this.#looksAtMs : 0)
    clearTimeout(this.#looks)
    this.#looksAtMs = atMs
    this.#looks = setTimeout(
      () => {
        this.#looks = undefined
        void this.#look()
      },
      Math.max(0, atMs - performance.now()),
    )
  }

  #remember(path: string): void {
    this.#missing.delete(path)
    this.#missing.set(path, performance.now() + missingMs)
    const [oldest] = this.#missing.keys()
    if (this.#missing.size > missingMax && oldest !== undefined) this.#missing.delete(oldest)
  }
}

/** What a failure is to the exchange. */
const fetchFailures: Readonly<Record<HttpProblem, FetchFailure>> = {
  missing: 'missing',
  refused: 'refused',
  busy: 'busy',
  silent: 'timed-out',
  troubled: 'closed',
  cancelled: 'closed',
}
