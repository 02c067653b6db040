import { readFile } from 'node:fs/promises'
import { type LogEvent, MycelProcess } from '#test/node/hostile/mycel-process.ts'
import { type OwnerAccess, ownerAccessFile } from '#tracker/api/tokens/owner-access.ts'
import { benchProduct, benchVersions } from './bench-devices.ts'
import type { FilledFleet } from './fill-fleet.ts'
import { benchRollout } from './write-bodies.ts'

/** The real tracker over a filled fleet, in a process of its own. */
export class BenchTracker {
  readonly #process: MycelProcess
  readonly #metrics: string
  readonly #access: OwnerAccess

  private constructor(process: MycelProcess, metrics: string, access: OwnerAccess) {
    this.#process = process
    this.#metrics = metrics
    this.#access = access
  }

  /** Starts it, and a rollout to all devices where there is none yet. */
  static async start({ repository, keys, state }: FilledFleet): Promise<BenchTracker> {
    const places = ['--repo', repository, '--keys', keys, '--state', state, '--listen', '/ip4/127.0.0.1/tcp/0']
    const ports = ['--api', '127.0.0.1:0', '--metrics', '127.0.0.1:0']
    const process = new MycelProcess(['tracker', 'run', ...places, ...ports, '--log-json'])
    await process.until('api')
    const { address }: LogEvent = await process.until('metrics')
    const access = JSON.parse(await readFile(ownerAccessFile(state), 'utf8')) as OwnerAccess
    const tracker = new BenchTracker(process, `http://${String(address)}/metrics`, access)
    await tracker.#beginRollout()
    return tracker
  }

  get url(): string {
    return this.#access.url
  }

  /** How long a page of the API takes, in ms. */
  async timePage(path: string): Promise<number> {
    const began = performance.now()
    const response = await this.#ask(path)
    await response.text()
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}`)
    return performance.now() - began
  }

  /** What is at a path of the API. */
  async read<Body>(path: string): Promise<Body> {
    return (await (await this.#ask(path)).json()) as Body
  }

  /** Reports that were new and are durable, since it started. */
  async accepted(): Promise<number> {
    const page = await (await fetch(this.#metrics)).text()
    return Number(/^mycel_reports_total\{verdict="accepted"\} (\d+)$/m.exec(page)?.[1])
  }

  /** The most memory that it had, in MiB. */
  async memoryMaxMib(): Promise<number> {
    const status = await readFile(`/proc/${this.#process.pid}/status`, 'utf8')
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024
  }

  async stop(): Promise<void> {
    await this.#process.end('SIGTERM')
  }

  #ask(path: string, body?: object): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#access.token}` }
    if (body === undefined) return fetch(`${this.url}${path}`, { headers })
    const typed = { ...headers, 'content-type': 'application/json' }
    return fetch(`${this.url}${path}`, { method: 'POST', headers: typed, body: JSON.stringify(body) })
  }

  async #beginRollout(): Promise<void> {
    if ((await this.#ask(`/v1/rollouts/${benchRollout}`)).ok) return
    const phase = { name: 'all', percent: 100, soak: '7d' }
    const order = { product: benchProduct, version: benchVersions.released, id: benchRollout, phases: [phase] }
    const { status } = await this.#ask('/v1/rollouts', order)
    if (status !== 201) throw new Error(`the rollout was answered with ${status}`)
  }
}
