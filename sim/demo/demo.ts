import { createHash } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DemoDevice } from './device.ts'
import type { ImagePair } from './images.ts'
import { Milestone } from './milestone.ts'
import { type Launcher, MycelProcess, type ProcessEvent, runMycel } from './mycel-process.ts'
import type { DemoSummary } from './summary.ts'

/** What a demo is run with. */
export interface DemoInit {
  readonly launcher: Launcher
  /** An empty directory for keys, repository, devices and logs. */
  readonly directory: string
  readonly images: ImagePair
  readonly devices: number
  /** Told what happens, in a newcomer's words. */
  readonly tell: (line: string) => void
}

/** How long twelve devices may take to start, and how long the whole site may take to update. */
const startTimeoutMs = 120_000
const updateTimeoutMs = 480_000

/** How many devices are provisioned at once. */
const provisionsMax = 2

/** What the vendor built, as `mycel release build --json` prints it. */
interface BuiltSizes {
  readonly components: readonly {
    readonly fullBytes: number
    readonly deltas: readonly { readonly indexBytes: number; readonly payloadBytes: number }[]
  }[]
}

/** Plays a vendor, a factory and a site on this machine, with one process for the tracker and two for each device. */
export async function runDemo(init: DemoInit): Promise<DemoSummary> {
  const { launcher, directory, images, tell } = init
  const place = (name: string): string => join(directory, name)
  await mkdir(launcher.logDirectory, { recursive: true })

  tell(`vendor    makes keys, builds and signs ${images.product} ${images.old.version}`)
  await runMycel(launcher, ['keys', 'init', place('keys')])
  await build(init, images.old)

  const joined = new Milestone(init.devices)
  const tracker = await startTracker(init, (event) => {
    if (event.event === 'device-joined') joined.reached(String(event['peer']))
  })
  let site: Site | undefined
  try {
    site = await Site.start(init, tracker.address)
    await within(startTimeoutMs, Promise.all([site.ready, joined.all]), 'the devices did not all start and join')
    tell(`site      ${init.devices} devices run ${images.old.version} and have found the tracker and each other`)

    const built = await build(init, images.new, images.old.version)
    const offeredAt = performance.now()
    tell(
      `vendor    publishes ${images.new.version}: ${built.fullBytes} bytes as a full download, ${built.deltaBytes} as a delta`,
    )
    await Promise.race([site.settled, new Promise((resolve) => setTimeout(resolve, updateTimeoutMs).unref())])
    const seconds = (performance.now() - offeredAt) / 1000

    await site.stop()
    await tracker.process.stop()
    return await summarize(init, { site, built, seconds, trackerSummary: tracker.summary() })
  } finally {
    await site?.stop()
    await tracker.process.stop()
  }
}

/** The devices of the demo, each supervised by a process of its own. */
class Site {
  readonly devices: readonly DemoDevice[]
  /** Resolves once every device runs the old release. */
  readonly ready: Promise<void>
  /** Resolves once every device has confirmed the new release or given it up. */
  readonly settled: Promise<void>
  readonly #processes: readonly MycelProcess[]

  private constructor(init: DemoInit, devices: readonly DemoDevice[]) {
    const ready = new Milestone(devices.length)
    const settled = new Milestone(devices.length)
    this.devices = devices
    this.ready = ready.all
    this.settled = settled.all
    this.#processes = devices.map((device) => {
      const words = ['node', 'supervise', '--config', join(device.directory, 'node.toml')]
      return new MycelProcess(init.launcher, device.name, words, (event) => {
        if (!device.hear(event)) return
        if (device.state === 'ready') ready.reached(device.name)
        if (device.state === 'trial') init.tell(`${device.name.padEnd(9)} has the new image, boots it on trial`)
        if (device.state === 'confirmed' || device.state === 'given-up') {
          settled.reached(device.name)
          const outcome = device.state === 'confirmed' ? 'confirmed the new release' : `gave up: ${device.problem}`
          init.tell(`${device.name.padEnd(9)} ${outcome} (${settled.count} of ${devices.length})`)
        }
      })
    })
  }

  /** Provisions the devices and starts them. */
  static async start(init: DemoInit, tracker: string): Promise<Site> {
    const { launcher, directory, images } = init
    const serviceTag = `_mycel-${process.pid}._udp.local`
    init.tell(`factory   provisions ${init.devices} devices: identity, certificate, two slots, ${images.old.version}`)
    const devices = Array.from({ length: init.devices }, (_, index) => {
      const name = `device-${String(index + 1).padStart(2, '0')}`
      return new DemoDevice(name, join(directory, name))
    })
    const waiting = [...devices]
    const factory = async (): Promise<void> => {
      for (let device = waiting.shift(); device !== undefined; device = waiting.shift()) {
        const place = ['--dir', device.directory, '--authority', join(directory, 'keys')]
        const trust = ['--root', join(directory, 'keys/root.json'), '--tracker', tracker]
        const image = [
          '--product',
          images.product,
          '--version',
          images.old.version,
          '--image',
          `rootfs=${images.old.path}`,
        ]
        const slot = ['--slot-bytes', String(Math.max(images.old.bytes, images.new.bytes))]
        const network = ['--listen', '/ip4/127.0.0.1/tcp/0', '--service-tag', serviceTag]
        await runMycel(launcher, ['node', 'provision', ...place, ...trust, ...image, ...slot, ...network])
      }
    }
    await Promise.all(Array.from({ length: provisionsMax }, factory))
    // One check before twelve starts: it leaves compiled files for all of them.
    const [first] = devices
    if (first !== undefined) await runMycel(launcher, ['node', 'check', '--config', join(first.directory, 'node.toml')])
    return new Site(init, devices)
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((device) => device.stop()))
  }
}

interface Built {
  readonly fullBytes: number
  readonly deltaBytes: number
}

async function build(
  { launcher, directory, images }: DemoInit,
  image: ImagePair['new'],
  from?: string,
): Promise<Built> {
  const place = ['--repo', join(directory, 'repo'), '--keys', join(directory, 'keys')]
  const what = ['--product', images.product, '--version', image.version, '--component', `rootfs=${image.path}`]
  const base = from === undefined ? [] : ['--from', from]
  const printed = await runMycel(launcher, ['release', 'build', ...place, ...what, ...base, '--json'])
  const { components } = JSON.parse(printed) as BuiltSizes
  const deltas = components.flatMap((component) => component.deltas)
  return {
    fullBytes: components.reduce((sum, component) => sum + component.fullBytes, 0),
    deltaBytes: deltas.reduce((sum, delta) => sum + delta.indexBytes + delta.payloadBytes, 0),
  }
}

async function startTracker(init: DemoInit, onEvent: (event: ProcessEvent) => void) {
  let summary: ProcessEvent | undefined
  const listening = Promise.withResolvers<string>()
  const place = ['--repo', join(init.directory, 'repo'), '--keys', join(init.directory, 'keys')]
  const words = ['tracker', 'run', ...place, '--listen', '/ip4/127.0.0.1/tcp/0', '--log-json', '--verbose']
  const process = new MycelProcess(init.launcher, 'tracker', words, (event) => {
    if (event.event === 'listening') listening.resolve(String(event['address']))
    if (event.event === 'summary') summary = event
    onEvent(event)
  })
  const died = process.ended.then((code) => Promise.reject(new Error(`the tracker ended with exit code ${code}`)))
  died.catch(() => undefined)
  const address = await within(startTimeoutMs, Promise.race([listening.promise, died]), 'the tracker did not start')
  return { process, address, summary: () => summary }
}

async function summarize(
  { images, launcher }: DemoInit,
  run: {
    readonly site: Site
    readonly built: Built
    readonly seconds: number
    readonly trackerSummary: ProcessEvent | undefined
  },
): Promise<DemoSummary> {
  const { devices } = run.site
  const { fullBytes, deltaBytes } = run.built
  const expected = createHash('sha256')
    .update(await readFile(images.new.path))
    .digest('hex')
  const problems: string[] = []
  for (const device of devices) {
    const problem = await problemOf(device, { launcher, images, expected })
    if (problem !== undefined) problems.push(`${device.name}: ${problem}`)
  }
  const total = (of: (device: DemoDevice) => number): number => devices.reduce((sum, device) => sum + of(device), 0)
  const wanPayloadBytes = Number(run.trackerSummary?.['payloadBytes'] ?? 0)
  const lanReceivedBytes = total((device) => device.lanReceivedBytes)
  const receivedBytes = lanReceivedBytes + total((device) => device.wanReceivedBytes)
  return {
    devices: devices.length,
    confirmed: devices.length - problems.length,
    imageBytes: images.new.bytes,
    fullBytes,
    deltaBytes,
    wanPayloadBytes,
    wanBytes: Number(run.trackerSummary?.['socketBytes'] ?? 0),
    // Each byte between two devices is counted at both.
    lanBytes: total((device) => device.lanSocketBytes) / 2,
    wanCopies: Math.round((1000 * wanPayloadBytes) / deltaBytes) / 1000,
    peerShare: Math.round((1000 * lanReceivedBytes) / Math.max(receivedBytes, 1)) / 1000,
    seconds: Math.round(run.seconds * 10) / 10,
    peakMemoryBytes: Math.max(...devices.map((device) => device.peakMemoryBytes)),
    problems,
  }
}

/** What is wrong with a device that should run the new image: asks its boot state and hashes its active slot. */
async function problemOf(
  device: DemoDevice,
  want: { readonly launcher: Launcher; readonly images: ImagePair; readonly expected: string },
): Promise<string | undefined> {
  const words = ['node', 'status', '--config', join(device.directory, 'node.toml'), '--json']
  const { boot } = JSON.parse(await runMycel(want.launcher, words)) as {
    readonly boot: { readonly active: string; readonly slots: Record<string, { readonly version: string } | undefined> }
  }
  const actual = await hashFile(join(device.directory, 'slots', `rootfs.${boot.active}`), want.images.new.bytes)
  if (boot.slots[boot.active]?.version !== want.images.new.version) return device.problem || 'did not update in time'
  if (device.state !== 'confirmed') return device.problem || `is still ${device.state}`
  return actual === want.expected ? undefined : 'has wrong bytes in its active slot'
}

async function hashFile(path: string, bytes: number): Promise<string> {
  const file = await open(path, 'r')
  try {
    const hash = createHash('sha256')
    for await (const part of file.createReadStream({ start: 0, end: bytes - 1, autoClose: false })) hash.update(part)
    return hash.digest('hex')
  } finally {
    await file.close()
  }
}

async function within<Result>(timeoutMs: number, job: Promise<Result>, problem: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${problem} within ${timeoutMs / 1000} s`)), timeoutMs)
  })
  try {
    return await Promise.race([job, timeout])
  } finally {
    clearTimeout(timer)
  }
}
