import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { devicesHit, type LabFault, type LabPlan } from './lab-arguments.ts'
import { makeImages } from './lab-images.ts'
import { type LabEvent, LabProcess, runCommand } from './lab-process.ts'
import type { Lab, LabDevice } from './topology.ts'

/** How long all devices may take to start and to find the tracker. */
const startTimeoutMs = 180_000

/** What one device did. Instants in ms since the release was offered. */
export interface DeviceOutcome {
  readonly name: string
  readonly site: number
  readonly stagedMs: number | undefined
  readonly isKilled: boolean
  readonly isLate: boolean
  readonly isSlow: boolean
  readonly lanReceivedBytes: number
  readonly wanReceivedBytes: number
  readonly peakMemoryBytes: number
}

/** What one update of the lab did. */
export interface SiteRunOutcome {
  readonly payloadBytes: number
  readonly imageBytes: number
  readonly devices: readonly DeviceOutcome[]
  /** Of each site, in order, when its last device was staged; and after the late ones came. */
  readonly wan: readonly { readonly inBytes: number; readonly outBytes: number; readonly lateInBytes: number }[]
}

interface RunningDevice {
  readonly name: string
  readonly device: LabDevice
  readonly ready: PromiseWithResolvers<void>
  readonly staged: PromiseWithResolvers<void>
  process: LabProcess | undefined
  stagedAt: number | undefined
  summary: LabEvent | undefined
  isKilled: boolean
  isLate: boolean
  isSlow: boolean
}

/** One release to running devices in the namespaces of a lab: real processes, real multicast, real sockets. */
export class SiteRun {
  readonly #lab: Lab
  readonly #plan: LabPlan
  readonly #directory: string
  readonly #tell: (line: string) => void
  readonly #devices: readonly RunningDevice[]
  #tracker: LabProcess | undefined
  readonly #listening = Promise.withResolvers<string>()
  readonly #offered = Promise.withResolvers<number>()
  #isPublished = false

  constructor(lab: Lab, plan: LabPlan, directory: string, tell: (line: string) => void) {
    this.#lab = lab
    this.#plan = plan
    this.#directory = directory
    this.#tell = tell
    this.#devices = lab.devices.map((device) => ({
      name: `device-${device.site}-${device.device}`,
      device,
      ready: Promise.withResolvers<void>(),
      staged: Promise.withResolvers<void>(),
      process: undefined,
      stagedAt: undefined,
      summary: undefined,
      isKilled: false,
      isLate: false,
      isSlow: false,
    }))
  }

  /** Runs the update. `end` must be called afterwards, whatever came of it. */
  async run(): Promise<SiteRunOutcome> {
    const { payloadBytes, imageBytes } = await this.#prepare()
    const idealMs = (payloadBytes * 8) / (this.#plan.shape.wanMbit * 1000)
    const late = this.#mark('late', (device) => ({ ...device, isLate: true }))
    await this.#restrict()
    const first = this.#devices.filter((device) => !device.isLate)
    for (const device of first) this.#start(device)
    await within(startTimeoutMs, Promise.all(first.map((device) => device.ready.promise)), 'not all devices started')
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    this.#tell(
      `${first.length} devices run; ${payloadBytes} bytes at ${this.#plan.shape.wanMbit} Mbit/s take ${(idealMs / 1000).toFixed(1)} s`,
    )

    await this.#lab.resetCounters()
    await this.#publish()
    const offeredAt = await within(10_000, this.#offered.promise, 'the tracker did not offer the release')
    this.#disturb(idealMs)
    const limitMs = 60_000 + idealMs * (this.#hasFault('isolate') ? this.#plan.shape.devicesPerSite * 2 : 5)
    const survivors = (): Promise<unknown> => Promise.all(first.map((device) => device.staged.promise))
    await within(limitMs, survivors(), 'not all devices were staged').catch((error: Error) => this.#tell(error.message))
    const inTime = await this.#wanBytes()
    for (const device of late) this.#start(device)
    await within(limitMs, Promise.all(late.map((device) => device.staged.promise)), 'the late devices were not staged')
    const withLate = await this.#wanBytes()
    await this.end()
    return {
      payloadBytes,
      imageBytes,
      devices: this.#devices.map((device) => outcomeOf(device, offeredAt)),
      wan: inTime.map((bytes, site) => ({ ...bytes, lateInBytes: (withLate[site]?.inBytes ?? 0) - bytes.inBytes })),
    }
  }

  /** Ends every process that the run started. */
  async end(): Promise<void> {
    await Promise.all(this.#devices.map((device) => device.process?.end()))
    await this.#tracker?.end()
  }

  /** What vendor and factory do before the clock starts. The new release is built beside the repository that the tracker seeds. */
  async #prepare(): Promise<{ readonly payloadBytes: number; readonly imageBytes: number }> {
    await mkdir(join(this.#directory, 'logs'))
    const images = await makeImages(this.#plan, this.#directory)
    await runCommand(['keys', 'init', this.#place('keys')])
    await this.#build('repo', '1.0.0', images.old)
    await cp(this.#place('repo'), this.#place('next'), { recursive: true })
    const built = JSON.parse(await this.#build('next', '2.0.0', images.new)) as {
      readonly components: readonly {
        readonly deltas: readonly { readonly indexBytes: number; readonly payloadBytes: number }[]
      }[]
    }
    const [delta] = built.components.flatMap((component) => component.deltas)
    this.#tracker = this.#startTracker()
    const address = await within(30_000, this.#listening.promise, 'the tracker did not start')
    const waiting = [...this.#devices]
    const factory = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        await this.#provision(next, images, address)
    }
    await Promise.all([factory(), factory()])
    return { payloadBytes: (delta?.indexBytes ?? 0) + (delta?.payloadBytes ?? 0), imageBytes: images.newBytes }
  }

  #build(repository: string, version: string, image: string): Promise<string> {
    const place = ['--repo', this.#place(repository), '--keys', this.#place('keys'), '--product', 'lab']
    return runCommand(['release', 'build', ...place, '--version', version, '--component', `rootfs=${image}`, '--json'])
  }

  #startTracker(): LabProcess {
    const { vendorAddress } = this.#lab
    const listen = ['--listen', `/ip4/${vendorAddress}/tcp/4500`, '--log-json', '--verbose']
    return new LabProcess({
      name: 'tracker',
      at: this.#lab.at('vendor'),
      words: ['tracker', 'run', '--repo', this.#place('repo'), '--keys', this.#place('keys'), ...listen],
      logDirectory: this.#place('logs'),
      onEvent: (event) => {
        if (event.event === 'listening') this.#listening.resolve(String(event['address']))
        if (event.event === 'repository-read' && this.#isPublished) this.#offered.resolve(performance.now())
        const joined = event.event === 'device-joined' ? String(event['remoteAddress']) : undefined
        if (joined === undefined) return
        this.#devices.find(({ device }) => joined.includes(`/${this.#lab.addressOf(device)}/`))?.ready.resolve()
      },
    })
  }

  async #provision(
    { name, device }: RunningDevice,
    images: { readonly old: string; readonly newBytes: number },
    tracker: string,
  ) {
    const trust = ['--authority', this.#place('keys'), '--root', this.#place('keys/root.json'), '--tracker', tracker]
    const image = ['--product', 'lab', '--version', '1.0.0', '--image', `rootfs=${images.old}`]
    const slot = ['--slot-bytes', String(Math.ceil(images.newBytes / 2 ** 20 + 1) * 2 ** 20)]
    const network = ['--listen', `/ip4/${this.#lab.addressOf(device)}/tcp/4001`]
    await runCommand(['node', 'provision', '--dir', this.#place(name), ...trust, ...image, ...slot, ...network])
    const config = join(this.#place(name), 'node.toml')
    // A device that stays in its old release goes on serving: what is measured is the update, not the reboot.
    await writeFile(config, (await readFile(config, 'utf8')).replace('policy = "immediate"', 'policy = "manual"'))
  }

  #start(device: RunningDevice): void {
    device.process = new LabProcess({
      name: device.name,
      at: this.#lab.at(device.device),
      words: ['node', 'run', '--config', join(this.#place(device.name), 'node.toml'), '--log-json', '--verbose'],
      logDirectory: this.#place('logs'),
      onEvent: (event) => {
        if (event.event === 'summary') device.summary = event
        if (event.event !== 'phase-staged') return
        device.stagedAt = performance.now()
        device.staged.resolve()
      },
    })
  }

  /** The files first, the timestamp that names them last: what publishing is. */
  async #publish(): Promise<void> {
    const timestamp = 'metadata/timestamp.json'
    await rename(this.#place(`next/${timestamp}`), this.#place('timestamp.json'))
    await cp(this.#place('next'), this.#place('repo'), { recursive: true, force: true })
    this.#isPublished = true
    await rename(this.#place('timestamp.json'), this.#place(`repo/${timestamp}`))
    await rm(this.#place('next'), { recursive: true })
  }

  /** Restrictions of the network that hold from the start. */
  async #restrict(): Promise<void> {
    for (const fault of this.#plan.faults) {
      if (fault.type === 'block-multicast') await this.#lab.restrict(1, 'no-multicast')
      if (fault.type === 'isolate') await this.#lab.restrict(1, 'isolated')
      if (fault.type !== 'slow') continue
      for (const hit of this.#mark('slow', (device) => ({ ...device, isSlow: true })))
        await this.#lab.setLan(hit.device, fault.mbit)
    }
  }

  /** Faults that come while the update runs. */
  #disturb(idealMs: number): void {
    for (const fault of this.#plan.faults) {
      if (fault.type === 'kill') this.#killSome(fault.devices, idealMs)
      if (fault.type !== 'cut-wan') continue
      setTimeout(() => void this.#lab.setWan(1, 'down'), fault.atSec * 1000)
      setTimeout(() => void this.#lab.setWan(1, 'up'), (fault.atSec + fault.forSec) * 1000)
    }
  }

  #killSome(count: number, idealMs: number): void {
    const hit = devicesHit(this.#lab.devices, count)
    hit.forEach((place, index) => {
      const device = this.#devices.find((candidate) => candidate.device === place)
      if (device === undefined) return
      const share = 0.1 + (0.8 * (((index + 1) * 7_919 * this.#plan.seed) % 97)) / 97
      setTimeout(() => {
        device.isKilled = true
        device.staged.resolve()
        void device.process?.end('SIGKILL')
      }, idealMs * share)
    })
  }

  /** Marks the devices that a fault hits, and returns them. */
  #mark(type: 'late' | 'slow', mark: (device: RunningDevice) => RunningDevice): readonly RunningDevice[] {
    const fault = this.#plan.faults.find((candidate) => candidate.type === type)
    if (fault === undefined || !('devices' in fault)) return []
    const hit = devicesHit(this.#lab.devices, fault.devices)
    const marked = this.#devices.filter((device) => hit.includes(device.device))
    for (const device of marked) Object.assign(device, mark(device))
    return marked
  }

  #hasFault(type: LabFault['type']): boolean {
    return this.#plan.faults.some((fault) => fault.type === type)
  }

  #wanBytes() {
    const sites = Array.from({ length: this.#plan.shape.sites }, (_, index) => index + 1)
    return Promise.all(sites.map((site) => this.#lab.wanBytes(site)))
  }

  #place(name: string): string {
    return join(this.#directory, name)
  }
}

function outcomeOf(device: RunningDevice, offeredAt: number): DeviceOutcome {
  const number = (field: string): number => Number(device.summary?.[field] ?? 0)
  return {
    name: device.name,
    site: device.device.site,
    stagedMs: device.stagedAt === undefined ? undefined : device.stagedAt - offeredAt,
    isKilled: device.isKilled,
    isLate: device.isLate,
    isSlow: device.isSlow,
    lanReceivedBytes: number('lanReceivedBytes'),
    wanReceivedBytes: number('wanReceivedBytes'),
    peakMemoryBytes: number('peakMemoryBytes'),
  }
}

async function within<Result>(timeoutMs: number, job: Promise<Result>, problem: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${problem} within ${Math.round(timeoutMs / 1000)} s`)), timeoutMs)
  })
  try {
    return await Promise.race([job, timeout])
  } finally {
    clearTimeout(timer)
  }
}
