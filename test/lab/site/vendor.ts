import { cp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { within } from '#sim/demo/within.ts'
import type { LabPlan } from '#test/lab/lab-arguments.ts'
import { LabProcess, runCommand } from '#test/lab/lab-process.ts'
import type { Lab } from '#test/lab/topology.ts'
import type { LabProduct } from './lab-images.ts'
import { readWanIdeal, type WanIdeal } from './wan-ideal.ts'

/** How long the tracker may take to start, and to see what is published. */
const trackerTimeoutMs = 30_000

/** What a vendor is made of. */
export interface VendorInit {
  readonly lab: Lab
  readonly plan: LabPlan
  readonly products: readonly LabProduct[]
  readonly directory: string
  /** A device has joined the tracker from this multiaddr. */
  readonly joined: (remoteAddress: string) => void
}

/** The vendor of a lab: keys, a repository, and the tracker that seeds it. Releases are built beside it and published at once. */
export class Vendor {
  readonly #init: VendorInit
  readonly #listening = Promise.withResolvers<string>()
  readonly #offered = Promise.withResolvers<number>()
  #isPublished = false
  #tracker: LabProcess | undefined

  constructor(init: VendorInit) {
    this.#init = init
  }

  /** Builds what devices run and, beside it, what they will get; tells what one copy of each product's release is. */
  async build(): Promise<readonly WanIdeal[]> {
    const { products } = this.#init
    await runCommand(['keys', 'init', this.#place('keys')])
    // Only the oldest: a device with a newer base would not wait for the release otherwise.
    for (const { name, bases } of products) await this.#release('repo', name, bases.slice(0, 1))
    await cp(this.#place('repo'), this.#place('next'), { recursive: true })
    for (const { name, bases, next } of products) await this.#release('next', name, [...bases.slice(1), next])
    return await Promise.all(products.map((product) => readWanIdeal(this.#place('next'), product)))
  }

  /** Starts the tracker. Resolves with the multiaddr at which devices dial it. */
  async start(): Promise<string> {
    const { lab, directory } = this.#init
    const listen = ['--listen', `/ip4/${lab.vendorAddress}/tcp/4500`, '--log-json', '--verbose']
    this.#tracker = new LabProcess({
      name: 'tracker',
      at: lab.at('vendor'),
      words: ['tracker', 'run', '--repo', this.#place('repo'), '--keys', this.#place('keys'), ...listen],
      logDirectory: join(directory, 'logs'),
      onEvent: (event) => {
        if (event.event === 'listening') this.#listening.resolve(String(event['address']))
        if (event.event === 'device-joined') this.#init.joined(String(event['remoteAddress']))
        if (event.event === 'repository-read' && this.#isPublished) this.#offered.resolve(performance.now())
      },
    })
    return await within(this.#listening.promise, {
      timeoutMs: trackerTimeoutMs,
      problem: () => 'the tracker has not started',
    })
  }

  /**
   * The files first, the timestamp that names them last: what publishing is. Resolves when the tracker has read it,
   * with the instant at which it did.
   */
  async publish(): Promise<number> {
    const timestamp = 'metadata/timestamp.json'
    await rename(this.#place(`next/${timestamp}`), this.#place('timestamp.json'))
    await cp(this.#place('next'), this.#place('repo'), { recursive: true, force: true })
    this.#isPublished = true
    await rename(this.#place('timestamp.json'), this.#place(`repo/${timestamp}`))
    const offeredAt = await within(this.#offered.promise, {
      timeoutMs: trackerTimeoutMs,
      problem: () => 'the tracker does not offer the release',
    })
    await rm(this.#place('next'), { recursive: true })
    return offeredAt
  }

  async end(): Promise<void> {
    await this.#tracker?.end()
  }

  async #release(repository: string, product: string, releases: LabProduct['bases']): Promise<void> {
    const { chunkBytes } = this.#init.plan
    const place = ['--repo', this.#place(repository), '--keys', this.#place('keys'), '--product', product]
    const chunk = chunkBytes === undefined ? [] : ['--chunk-bytes', String(chunkBytes)]
    for (const { version, image } of releases) {
      const content = ['--version', version, '--component', `rootfs=${image}`]
      await runCommand(['release', 'build', ...place, ...content, ...chunk, '--from', 'all', '--json'])
    }
  }

  #place(name: string): string {
    return join(this.#init.directory, name)
  }
}
