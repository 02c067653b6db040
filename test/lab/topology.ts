import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What a lab looks like. Rates in Mbit/s, each way. */
export interface LabShape {
  readonly sites: number
  readonly devicesPerSite: number
  /** Of each site's WAN link. */
  readonly wanMbit: number
  /** Of each device's link to its site. */
  readonly lanMbit: number
}

/** A device of the lab. Both numbers from 1. */
export interface LabDevice {
  readonly site: number
  readonly device: number
}

/** Bytes at the WAN link of one site. */
export interface WanBytes {
  readonly inBytes: number
  readonly outBytes: number
}

/** Bytes at the links of a lab since {@link Lab.resetCounters}: whole frames, as the links carry them. */
export interface LabBytes {
  /** Of each site, in order. */
  readonly wan: readonly WanBytes[]
  /** What the vendor sent. */
  readonly originBytes: number
  /** Into all devices. */
  readonly lanBytes: number
}

/** The most sites and devices per site: addresses are `10.SITE.0.(10 + DEVICE)`. */
export const sitesMax = 50
export const devicesPerSiteMax = 200

/** How deep the queue of a WAN link is, in ms: what a router at a site has. */
const wanQueueMs = 50

/**
 * Sites in network namespaces: one bridge per site behind a router whose WAN link is shaped, all routers and the
 * vendor on one more bridge. Needs root. Addresses are of TEST-NET-2 (RFC 5737) and private ones; nothing leaves the machine.
 */
export class Lab {
  readonly shape: LabShape
  /** Every device, site by site. */
  readonly devices: readonly LabDevice[]
  readonly #name: string
  readonly #spaces: string[] = []
  #base: LabBytes = { wan: [], originBytes: 0, lanBytes: 0 }

  private constructor(shape: LabShape, name: string) {
    const { sites, devicesPerSite } = shape
    this.shape = shape
    this.devices = range(sites).flatMap((site) => range(devicesPerSite).map((device) => ({ site, device })))
    this.#name = name
  }

  /** Builds a lab; one that fails half-way is taken down again. */
  static async up(shape: LabShape): Promise<Lab> {
    const lab = new Lab(shape, `mycel${process.pid}`)
    try {
      await lab.#build()
      await lab.resetCounters()
      return lab
    } catch (error) {
      await lab.down()
      throw error
    }
  }

  /** Takes every namespace down again. Processes in them must have ended. */
  async down(): Promise<void> {
    for (const space of this.#spaces.splice(0)) await run('ip', ['netns', 'del', space]).catch(() => undefined)
  }

  /** Address of the vendor's host. */
  readonly vendorAddress = '198.51.100.1'

  /** Address of a device on its site. */
  addressOf({ site, device }: LabDevice): string {
    return `10.${site}.0.${10 + device}`
  }

  /** Address of a site's router on the site. */
  routerAddressOf(site: number): string {
    return `10.${site}.0.1`
  }

  /** The words before a command that make it run on the vendor's host, on a device, or on the router of a site. */
  at(host: 'vendor' | LabDevice | { readonly router: number }): readonly string[] {
    const spaceOf = (): string => {
      if (host === 'vendor') return this.#space('vendor')
      return 'router' in host ? this.#space(`router${host.router}`) : this.#deviceSpace(host)
    }
    return ['ip', 'netns', 'exec', spaceOf()]
  }

  async resetCounters(): Promise<void> {
    this.#base = await this.#counters()
  }

  /** What the links carried since the counters were reset. */
  async bytes(): Promise<LabBytes> {
    const now = await this.#counters()
    const { wan, originBytes, lanBytes } = this.#base
    return {
      wan: now.wan.map(({ inBytes, outBytes }, site) => ({
        inBytes: inBytes - (wan[site]?.inBytes ?? 0),
        outBytes: outBytes - (wan[site]?.outBytes ?? 0),
      })),
      originBytes: now.originBytes - originBytes,
      lanBytes: now.lanBytes - lanBytes,
    }
  }

  /** What a site's WAN link carried since the counters were reset. */
  async wanBytes(site: number): Promise<WanBytes> {
    const { wan } = await this.bytes()
    return wan[site - 1] ?? { inBytes: 0, outBytes: 0 }
  }

  /** Unplugs or replugs the WAN link of a site. */
  async setWan(site: number, state: 'up' | 'down'): Promise<void> {
    await this.#in('wan', 'ip', 'link', 'set', `p${site}`, state)
  }

  /** Changes the rate of one device's link. */
  async setLan(device: LabDevice, mbit: number): Promise<void> {
    await this.#shapeLan(this.#deviceSpace(device), 'eth0', mbit)
    await this.#shapeLan(this.#space(`router${device.site}`), `d${device.device}`, mbit)
  }

  /** Blocks multicast inside a site, or lets devices reach only their router (client isolation). */
  async restrict(site: number, how: 'no-multicast' | 'isolated'): Promise<void> {
    for (const device of range(this.shape.devicesPerSite)) {
      const option = how === 'isolated' ? ['isolated', 'on'] : ['mcast_flood', 'off']
      await this.#in(`router${site}`, 'bridge', 'link', 'set', 'dev', `d${device}`, ...option)
    }
  }

  async #build(): Promise<void> {
    await this.#addSpace('wan')
    await this.#addBridge('wan')
    await this.#addSpace('vendor')
    await this.#plug({ space: 'vendor', link: 'eth0', hub: 'wan', port: 'p-vendor' })
    await this.#in('vendor', 'ip', 'addr', 'add', `${this.vendorAddress}/24`, 'dev', 'eth0')
    await this.#wholeFrames('vendor', 'eth0')
    for (const site of range(this.shape.sites)) await this.#buildSite(site)
  }

  async #buildSite(site: number): Promise<void> {
    const router = `router${site}`
    const { wanMbit, devicesPerSite } = this.shape
    await this.#addSpace(router)
    await this.#in(router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv4.conf.all.send_redirects=0')
    await this.#plug({ space: router, link: 'wan', hub: 'wan', port: `p${site}` })
    await this.#in(router, 'ip', 'addr', 'add', `198.51.100.${100 + site}/24`, 'dev', 'wan')
    await this.#wholeFrames(router, 'wan')
    await this.#wholeFrames('wan', `p${site}`)
    await this.#in('vendor', 'ip', 'route', 'add', `10.${site}.0.0/24`, 'via', `198.51.100.${100 + site}`)
    await this.#shapeWan(this.#space('wan'), `p${site}`, wanMbit)
    await this.#shapeWan(this.#space(router), 'wan', wanMbit)
    await this.#addBridge(router)
    await this.#in(router, 'ip', 'addr', 'add', `10.${site}.0.1/24`, 'dev', 'br0')
    for (const device of range(devicesPerSite)) await this.#buildDevice({ site, device })
  }

  async #buildDevice(device: LabDevice): Promise<void> {
    const space = `dev${device.site}-${device.device}`
    const port = `d${device.device}`
    await this.#addSpace(space)
    await this.#plug({ space, link: 'eth0', hub: `router${device.site}`, port })
    await this.#in(space, 'ip', 'addr', 'add', `${this.addressOf(device)}/24`, 'dev', 'eth0')
    await this.#in(space, 'ip', 'route', 'add', 'default', 'via', `10.${device.site}.0.1`)
    await this.setLan(device, this.shape.lanMbit)
  }

  async #addSpace(name: string): Promise<void> {
    const space = this.#space(name)
    await run('ip', ['netns', 'add', space])
    this.#spaces.push(space)
    await this.#in(name, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1', 'net.ipv6.conf.default.disable_ipv6=1')
    await this.#in(name, 'ip', 'link', 'set', 'lo', 'up')
  }

  async #addBridge(name: string): Promise<void> {
    await this.#in(name, 'ip', 'link', 'add', 'br0', 'type', 'bridge', 'stp_state', '0', 'mcast_snooping', '0')
    await this.#in(name, 'ip', 'link', 'set', 'br0', 'up')
  }

  /** A cable between a namespace and the bridge of another. */
  async #plug(cable: { readonly space: string; readonly link: string; readonly hub: string; readonly port: string }) {
    const ends = ['netns', this.#space(cable.space), 'type', 'veth', 'peer', 'name', cable.port]
    await run('ip', ['link', 'add', 'name', cable.link, ...ends, 'netns', this.#space(cable.hub)])
    await this.#in(cable.hub, 'ip', 'link', 'set', cable.port, 'master', 'br0', 'up')
    await this.#in(cable.space, 'ip', 'link', 'set', cable.link, 'up')
  }

  /** Without this, counters see frames of 64 KB, and headers are not counted as a real link has them. */
  async #wholeFrames(space: string, link: string): Promise<void> {
    await this.#in(space, 'ethtool', '-K', link, 'tso', 'off', 'gso', 'off', 'gro', 'off')
  }

  async #shapeWan(space: string, link: string, mbit: number): Promise<void> {
    const bytesPerSecond = (mbit * 1e6) / 8
    const burst = Math.max(Math.round(bytesPerSecond * 0.002), 3_200)
    const limit = Math.max(Math.round((bytesPerSecond * wanQueueMs) / 1000), 15_000)
    await shapeLink({ space, link, mbit, burst, limit })
  }

  async #shapeLan(space: string, link: string, mbit: number): Promise<void> {
    const burst = Math.max(Math.round(((mbit * 1e6) / 8) * 0.002), 16_000)
    await shapeLink({ space, link, mbit, burst, limit: 256 * 1024 })
  }

  async #counters(): Promise<LabBytes> {
    const [originBytes = 0] = await this.#read('vendor', ['eth0/statistics/tx_bytes'])
    const wan: WanBytes[] = []
    let lanBytes = 0
    for (const site of range(this.shape.sites)) {
      const ports = range(this.shape.devicesPerSite).map((device) => `d${device}/statistics/tx_bytes`)
      const links = ['wan/statistics/rx_bytes', 'wan/statistics/tx_bytes', ...ports]
      const [inBytes = 0, outBytes = 0, ...devices] = await this.#read(`router${site}`, links)
      wan.push({ inBytes, outBytes })
      lanBytes += devices.reduce((sum, bytes) => sum + bytes, 0)
    }
    return { wan, originBytes, lanBytes }
  }

  /** Reads counters of links in a namespace. */
  async #read(name: string, counters: readonly string[]): Promise<readonly number[]> {
    const paths = counters.map((counter) => `/sys/class/net/${counter}`)
    const { stdout } = await run('ip', ['netns', 'exec', this.#space(name), 'cat', ...paths])
    return stdout.trim().split('\n').map(Number)
  }

  async #in(name: string, command: string, ...words: readonly string[]): Promise<void> {
    await run('ip', ['netns', 'exec', this.#space(name), command, ...words])
  }

  #deviceSpace({ site, device }: LabDevice): string {
    return this.#space(`dev${site}-${device}`)
  }

  #space(name: string): string {
    return `${this.#name}-${name}`
  }
}

/** Why a lab cannot be built here, undefined where it can. */
export async function labProblem(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'network namespaces need root: run it as root'
  const probe = `mycel${process.pid}-probe`
  try {
    await run('ip', ['netns', 'add', probe])
    await run('ip', ['netns', 'exec', probe, 'tc', '-V'])
    await run('ethtool', ['--version'])
    return undefined
  } catch (error) {
    return `network namespaces do not work here (${(error as Error).message.trim().split('\n')[0]}): iproute2, ethtool and a kernel with them are needed`
  } finally {
    await run('ip', ['netns', 'del', probe]).catch(() => undefined)
  }
}

/** How busy the machine is: its load average over the last minute. */
export async function machineLoad(): Promise<number> {
  return Number((await readFile('/proc/loadavg', 'utf8')).split(' ')[0])
}

async function shapeLink(link: {
  readonly space: string
  readonly link: string
  readonly mbit: number
  readonly burst: number
  readonly limit: number
}): Promise<void> {
  const bucket = ['rate', `${link.mbit}mbit`, 'burst', String(link.burst), 'limit', String(link.limit)]
  const discipline = ['qdisc', 'replace', 'dev', link.link, 'root', 'tbf', ...bucket]
  await run('ip', ['netns', 'exec', link.space, 'tc', ...discipline])
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}
