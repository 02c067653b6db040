import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { smallMemoryEnvironment } from '#adapters/memory/small-memory.ts'
import type { DeviceRole } from '#test/lab/lab-fault.ts'
import { type LabEvent, LabProcess, runCommand } from '#test/lab/lab-process.ts'
import type { LabDevice } from '#test/lab/topology.ts'
import { digestOfFile } from './digest-of-file.ts'
import type { LabProduct, LabRelease } from './lab-images.ts'

/** What one device did. */
export interface DeviceOutcome {
  readonly name: string
  readonly product: string
  readonly role: DeviceRole
  /** In ms since the release was offered; undefined where it was not staged. */
  readonly stagedMs: number | undefined
  /** Whether it says that it is staged and its slot holds other bytes than the release. */
  readonly hasWrongSlot: boolean
  /** What it said at its end; undefined where it was killed. */
  readonly summary: DeviceSummary | undefined
}

/** What a device says of itself at its end (`docs/operations.md`, `summary`). */
export interface DeviceSummary {
  readonly lanReceivedBytes: number
  readonly wanReceivedBytes: number
  /** Both ways, with everything that frames and encrypts. */
  readonly wanSocketBytes: number
  readonly peakMemoryBytes: number
  readonly cpuSeconds: number
  readonly mdnsJoins: number
  readonly dialledJoins: number
  readonly inboundJoins: number
}

/** What a device of the lab is made of. */
export interface DeviceRunInit {
  readonly place: LabDevice
  readonly role: DeviceRole
  readonly product: LabProduct
  /** What it runs at first. */
  readonly base: LabRelease
  /** Of the run; the device gets a folder of its own in it. */
  readonly directory: string
  /** The words that lead into its namespace, and its address there. */
  readonly at: readonly string[]
  readonly address: string
  /** Whether it logs what peers do. */
  readonly isVerbose: boolean
}

/** The program of a device that lies. */
const liar = resolve(import.meta.dirname, '../liar/run-liar.ts')

/** One device of a lab run, from the factory to its end. */
export class DeviceRun {
  readonly name: string
  readonly init: DeviceRunInit
  readonly #ready = Promise.withResolvers<void>()
  readonly #staged = Promise.withResolvers<void>()
  #process: LabProcess | undefined
  #stagedAt: number | undefined
  #summary: LabEvent | undefined

  constructor(init: DeviceRunInit) {
    this.init = init
    this.name = `device-${init.place.site}-${init.place.device}`
  }

  /** Whether it is to be staged in the time that is measured. */
  get isExpected(): boolean {
    return this.init.role === 'usual' || this.init.role === 'slow'
  }

  /** Resolves when it has joined the tracker. */
  get ready(): Promise<void> {
    return this.#ready.promise
  }

  /** Resolves when its last image is verified whole. */
  get staged(): Promise<void> {
    return this.#staged.promise
  }

  /** The tracker has seen a device at this multiaddr. */
  joined(remoteAddress: string): void {
    if (remoteAddress.includes(`/${this.init.address}/`)) this.#ready.resolve()
  }

  /** What a factory does: identity, certificate, slots and the first image. `tracker` is a multiaddr. */
  async provision(tracker: string): Promise<void> {
    const { directory, product, base, address } = this.init
    const keys = join(directory, 'keys')
    const trust = ['--authority', keys, '--root', join(keys, 'root.json'), '--tracker', tracker]
    const image = ['--product', product.name, '--version', base.version, '--image', `rootfs=${base.image}`]
    const slot = ['--slot-bytes', String(Math.ceil(product.imageBytes / 2 ** 20 + 1) * 2 ** 20)]
    const network = ['--listen', `/ip4/${address}/tcp/4001`]
    await runCommand(['node', 'provision', '--dir', this.#place(), ...trust, ...image, ...slot, ...network])
    // A device that stays in its old release goes on serving: what is measured is the update, not the reboot.
    await this.#configure('policy = "immediate"', 'policy = "manual"')
    if (this.init.role === 'corrupt') await this.#configure('serve-corrupted = false', 'serve-corrupted = true')
  }

  start(): void {
    const { at, directory, role, isVerbose } = this.init
    const options = ['--config', this.#place('node.toml'), '--log-json', ...(isVerbose ? ['--verbose'] : [])]
    this.#process = new LabProcess({
      name: this.name,
      at,
      environment: smallMemoryEnvironment,
      ...(role === 'lie' ? { program: liar, words: options } : { words: ['node', 'run', ...options] }),
      logDirectory: join(directory, 'logs'),
      onEvent: (event) => this.#hear(event),
    })
  }

  /** Ends it; SIGKILL is a power cut. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    await this.#process?.end(signal)
  }

  /** What it did, once it has ended. */
  async outcome(offeredAt: number): Promise<DeviceOutcome> {
    const { product, role } = this.init
    return {
      name: this.name,
      product: product.name,
      role,
      stagedMs: this.#stagedAt === undefined ? undefined : this.#stagedAt - offeredAt,
      hasWrongSlot: this.#stagedAt !== undefined && !(await this.#holdsRelease()),
      summary: this.#summary && summaryFrom(this.#summary),
    }
  }

  #hear(event: LabEvent): void {
    if (event.event === 'summary') this.#summary = event
    if (event.event !== 'phase-staged') return
    this.#stagedAt = performance.now()
    this.#staged.resolve()
  }

  async #holdsRelease(): Promise<boolean> {
    const { nextBytes, nextDigest } = this.init.product
    return (await digestOfFile(this.#place('slots/rootfs.b'), nextBytes)) === nextDigest
  }

  async #configure(from: string, to: string): Promise<void> {
    const file = this.#place('node.toml')
    const before = await readFile(file, 'utf8')
    if (!before.includes(from)) throw new Error(`${file} has no ${from}: the lab and provisioning differ`)
    await writeFile(file, before.replace(from, to))
  }

  #place(name = ''): string {
    return join(this.init.directory, this.name, name)
  }
}

function summaryFrom(event: LabEvent): DeviceSummary {
  const number = (field: keyof DeviceSummary): number => Number(event[field] ?? 0)
  return {
    lanReceivedBytes: number('lanReceivedBytes'),
    wanReceivedBytes: number('wanReceivedBytes'),
    wanSocketBytes: number('wanSocketBytes'),
    peakMemoryBytes: number('peakMemoryBytes'),
    cpuSeconds: number('cpuSeconds'),
    mdnsJoins: number('mdnsJoins'),
    dialledJoins: number('dialledJoins'),
    inboundJoins: number('inboundJoins'),
  }
}
