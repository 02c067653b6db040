import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { check } from '#core/check.ts'
import { within } from '#sim/demo/within.ts'
import type { LabPlan } from '#test/lab/lab-arguments.ts'
import { rolesOf } from '#test/lab/lab-fault.ts'
import type { Lab, LabBytes } from '#test/lab/topology.ts'
import { type DeviceOutcome, DeviceRun } from './device-run.ts'
import { Disturbances } from './disturbances.ts'
import { type LabProduct, makeProducts } from './lab-images.ts'
import { busyShare, processorTimes } from './machine-use.ts'
import { Vendor } from './vendor.ts'
import type { WanIdeal } from './wan-ideal.ts'

/** How long all devices may take to start and to find the tracker. */
const startTimeoutMs = 180_000

/** Devices have found each other some time after the tracker; the clock starts when the release comes to running nodes. */
const acquaintanceMs = 3_000

/** Devices that are provisioned at once: one for each core of a small machine. */
const provisionersMax = 2

/** What one update of the lab did. */
export interface SiteRunOutcome {
  readonly ideals: readonly WanIdeal[]
  readonly devices: readonly DeviceOutcome[]
  /** From the offer until the last device was staged that was expected to. */
  readonly bytes: LabBytes
  /** The same until the late devices were staged, too. */
  readonly bytesWithLate: LabBytes
  /** The share of all processors that was busy from the offer until the last device was staged. */
  readonly cpuBusy: number
}

/** What a run is made of. */
export interface SiteRunInit {
  readonly lab: Lab
  readonly plan: LabPlan
  /** An empty folder for images, repository, devices and logs. */
  readonly directory: string
  readonly tell: (line: string) => void
}

/** One release to running devices in the namespaces of a lab: real processes, real multicast, real sockets. */
export class SiteRun {
  readonly #init: SiteRunInit
  #devices: readonly DeviceRun[] = []
  #vendor: Vendor | undefined
  #disturbances: Disturbances | undefined

  constructor(init: SiteRunInit) {
    this.#init = init
  }

  /** Runs the update. `end` must be called afterwards, whatever came of it. */
  async run(): Promise<SiteRunOutcome> {
    const { lab, plan, directory, tell } = this.#init
    await mkdir(join(directory, 'logs'))
    const products = await makeProducts(plan, directory)
    this.#devices = this.#makeDevices(products)
    const joined = (address: string): void => {
      for (const device of this.#devices) device.joined(address)
    }
    const vendor = new Vendor({ lab, plan, products, directory, joined })
    this.#vendor = vendor
    const ideals = await vendor.build()
    await this.#provision(await vendor.start())
    const disturbances = new Disturbances(lab, plan, this.#devices)
    this.#disturbances = disturbances
    await disturbances.restrict()
    const late = this.#devices.filter(({ init }) => init.role === 'late')
    const idealMs = (sum(ideals.map(({ bytes }) => bytes)) * 8) / (plan.shape.wanMbit * 1000)
    await this.#startAll(this.#devices.filter((device) => !late.includes(device)))
    tell(`${this.#devices.length - late.length} devices run; the ideal time is ${(idealMs / 1000).toFixed(1)} s`)

    await lab.resetCounters()
    const before = await processorTimes()
    const offeredAt = await vendor.publish()
    disturbances.begin(idealMs)
    await this.#untilStaged(
      this.#devices.filter(({ isExpected }) => isExpected),
      idealMs,
    )
    const bytes = await lab.bytes()
    const cpuBusy = busyShare(before, await processorTimes())
    for (const device of late) device.start()
    await this.#untilStaged(late, idealMs)
    const bytesWithLate = await lab.bytes()
    await this.end()
    const devices = await Promise.all(this.#devices.map((device) => device.outcome(offeredAt)))
    return { ideals, devices, bytes, bytesWithLate, cpuBusy }
  }

  /** Ends every process that the run started. */
  async end(): Promise<void> {
    this.#disturbances?.end()
    await Promise.all(this.#devices.map((device) => device.end()))
    await this.#vendor?.end()
  }

  /** The devices of a site run the bases of all products in turn. */
  #makeDevices(products: readonly LabProduct[]): readonly DeviceRun[] {
    const { lab, plan, directory } = this.#init
    const roles = rolesOf(lab.devices, plan.faults)
    const kinds = products.flatMap((product) => product.bases.map((base) => ({ product, base })))
    return lab.devices.map((place) => {
      const kind = kinds[(place.device - 1) % kinds.length]
      check(kind !== undefined, 'a lab has a product with a base')
      const network = { at: lab.at(place), address: lab.addressOf(place) }
      const role = roles.get(place) ?? 'usual'
      return new DeviceRun({ place, role, directory, isVerbose: plan.keep, ...kind, ...network })
    })
  }

  async #provision(tracker: string): Promise<void> {
    const waiting = [...this.#devices]
    const provisioner = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next.provision(tracker)
    }
    await Promise.all(Array.from({ length: provisionersMax }, provisioner))
  }

  async #startAll(devices: readonly DeviceRun[]): Promise<void> {
    for (const device of devices) device.start()
    const started = Promise.all(devices.map(({ ready }) => ready))
    await within(started, { timeoutMs: startTimeoutMs, problem: () => 'not all devices have started' })
    await pause(acquaintanceMs)
  }

  /** Devices that are not staged in time are counted as missing. */
  async #untilStaged(devices: readonly DeviceRun[], idealMs: number): Promise<void> {
    const { plan, tell } = this.#init
    const isIsolated = plan.faults.some(({ type }) => type === 'isolate')
    const timeoutMs = 60_000 + idealMs * (isIsolated ? plan.shape.devicesPerSite * 2 : 5)
    const all = Promise.all(devices.map(({ staged }) => staged))
    const problem = () => 'not all devices are staged'
    await within(all, { timeoutMs, problem }).catch((error: Error) => tell(error.message))
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
