import type { Log } from '#adapters/log/log.ts'
import { messageOf } from '#core/errors.ts'
import type { KeyValueStore } from '#core/key-value-store.ts'
import type { Random } from '#core/random.ts'
import type { ReportEvent, ReportTraffic } from '#core/report/report.ts'
import type { NodeEffect } from '#node/engine/contract.ts'
import type { Outbox } from './outbox.ts'
import { encodeReportMemory, type ReportMemory, readReportMemory } from './report-memory.ts'
import { type Crash, type Happening, type ReportingDevice, whatHappened } from './what-happened.ts'

/** What the reports of a device are made from. */
export interface ReportingInit {
  readonly store: KeyValueStore
  readonly outbox: Pick<Outbox, 'add'>
  /** A report waits to be sent. */
  readonly added: () => void
  readonly device: Pick<ReportingDevice, 'running' | 'rollBackCause'>
  /** The rollout that admitted the device to a version, undefined where none did. */
  readonly admittedTo: (version: string) => string | undefined
  /** All that was moved since the process started. */
  readonly traffic: () => ReportTraffic
  /** What the health checks of the device measure, and whether one of them says that it crashed. */
  readonly measure: () => Promise<Measured>
  readonly pollIntervalMs: number
  readonly random: Random
  /** In ms of Unix time. */
  readonly clock: () => number
  readonly log: Log
}

/** What health checks find on a device that runs as usual. */
export interface Measured {
  readonly gauges: Readonly<Record<string, number>>
  /** What crashed since they were run last. */
  readonly crash: string | undefined
}

const memoryKey = 'reporting'

/** A device says within this time of its start that it is there: a site that has power again does not do so at once. */
const firstAliveMsMax = 60_000

/** Tells the vendor what happens to a device: what of it matters is in `what-happened.ts`. */
export class Reporting {
  readonly #init: ReportingInit
  #memory: ReportMemory
  #counted: ReportTraffic = { wanBytes: 0, lanBytes: 0 }
  #last: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #hasStopped = false

  private constructor(init: ReportingInit, memory: ReportMemory) {
    this.#init = init
    this.#memory = memory
  }

  /** Reads what the device remembers. Rejects as the store does. */
  static async open(init: ReportingInit): Promise<Reporting> {
    return new Reporting(init, readReportMemory(await init.store.get(memoryKey)))
  }

  /** From now on the device says once per poll interval that it is there, beginning with these crashes. */
  start(crashes: readonly Crash[]): void {
    for (const crash of crashes) this.happened({ type: 'crash', ...crash })
    const { pollIntervalMs, random } = this.#init
    const firstMs = Math.min(firstAliveMsMax, pollIntervalMs)
    this.#timer = setTimeout(() => this.#alive(), random.below(firstMs))
  }

  /** The engine is in another phase, or ends the device to boot what is next. */
  effect(effect: Extract<NodeEffect, { readonly type: 'phase' | 'reboot' }>): void {
    if (effect.type === 'reboot') this.happened({ type: 'reboot' })
    else this.happened({ ...effect, rollout: this.#init.admittedTo(effect.version ?? '') ?? '' })
  }

  /** Something happened; in the order of these calls it is reported and remembered. */
  happened(happening: Happening): void {
    this.#enqueue(() => this.#take(happening))
  }

  /** Resolves when everything that happened is durable, or has failed to be. */
  settled(): Promise<void> {
    return this.#last
  }

  /** What happens from now on is nobody's concern: the store is about to be closed. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    await this.settled()
    this.#hasStopped = true
  }

  #alive(): void {
    const { pollIntervalMs, random, measure, log } = this.#init
    this.#timer = setTimeout(() => this.#alive(), pollIntervalMs * (0.9 + random.below(200) / 1000))
    // Checks take their time, and nothing else waits for them.
    void measure()
      .catch((error: unknown): Measured => {
        log.warn('health-check-failed', { check: 'all', reason: messageOf(error) })
        return { gauges: {}, crash: undefined }
      })
      .then(({ gauges, crash }) => this.#enqueue(() => this.#tellAlive(gauges, crash)))
  }

  async #tellAlive(gauges: Measured['gauges'], crash: string | undefined): Promise<void> {
    const { clock, device } = this.#init
    const at = Math.floor(clock())
    if (crash !== undefined) await this.#take({ type: 'crash', at, version: device.running, reason: crash })
    this.#countTraffic()
    const { traffic } = this.#memory
    await this.#commit({ ...this.#memory, traffic: { wanBytes: 0, lanBytes: 0 } }, { type: 'alive', gauges, traffic })
  }

  async #take(happening: Happening): Promise<void> {
    this.#countTraffic()
    const { device, clock } = this.#init
    const { memory, event } = whatHappened(this.#memory, happening, { ...device, now: Math.floor(clock()) })
    if (event === undefined && memory === this.#memory) return
    await this.#commit(memory, event)
  }

  async #commit(memory: ReportMemory, event: ReportEvent | undefined): Promise<void> {
    const { store, outbox, added, log } = this.#init
    const change = { key: memoryKey, value: encodeReportMemory(memory) }
    if (event === undefined) await store.commit([change])
    else if (await outbox.add(event, [change])) added()
    else log.warn('report-dropped', { event: event.type, reason: 'too many reports wait for a tracker' })
    this.#memory = memory
  }

  /** What was moved in this process joins what was not reported before it. */
  #countTraffic(): void {
    const { wanBytes, lanBytes } = this.#init.traffic()
    const { traffic } = this.#memory
    this.#memory = {
      ...this.#memory,
      traffic: {
        wanBytes: traffic.wanBytes + wanBytes - this.#counted.wanBytes,
        lanBytes: traffic.lanBytes + lanBytes - this.#counted.lanBytes,
      },
    }
    this.#counted = { wanBytes, lanBytes }
  }

  /** A device whose store fails does its work all the same. */
  #enqueue(work: () => Promise<void>): void {
    if (this.#hasStopped) return
    const { log } = this.#init
    this.#last = this.#last
      .then(work)
      .catch((error: unknown) => log.warn('report-unwritable', { reason: messageOf(error) }))
  }
}
