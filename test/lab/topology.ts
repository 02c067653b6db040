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

/** Bytes at the WAN link of one site since {@link Lab.resetCounters}: whole frames, as the link carries them. */
export interface WanBytes {
  readonly inBytes: number
  readonly outBytes: number
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
  readonly #name: string
  readonly #spaces: string[] = []
  readonly #base = new Map<string, number>()

  private constructor(shape: LabShape, name: string) {
    this.shape = shape
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

  /** Every device, site by site. */
  get devices(): readonly LabDevice[] {
    const { sites, devicesPerSite } = this.shape
    return range(sites).flatMap((site) => range(devicesPerSite).map((device) => ({ site, device })))
  }

  /** Address of the vendor's host. */
  readonly vendorAddress = '198.51.100.1'

  /** Address of a device on its site. */
  addressOf({ site, device }: LabDevice): string {
    return `10.${site}.0.${10 + device}`
  }

  /** The words before a command that make it run on the vendor's host, or on a device. */
  at(host: 'vendor' | LabDevice): readonly string[] {
    const space = host === 'vendor' ? this.#space('vendor') : this.#deviceSpace(host)
    return ['ip', 'netns', 'exec', space]
  }

  async resetCounters(): Promise<void> {
    for (const site of range(this.shape.sites)) {
      for (const counter of ['rx_bytes', 'tx_bytes'] as const) {
        this.#base.set(`${site}/${counter}`, await this.#counter(site, counter))
      }
    }
  }

  /** What a site's WAN link carried since the counters were reset. */
  async wanBytes(site: number): Promise<WanBytes> {
    const since = async (counter: 'rx_bytes' | 'tx_bytes'): Promise<number> =>
      (await this.#counter(site, counter)) - (this.#base.get(`${site}/${counter}`) ?? 0)
    return { inBytes: await since('rx_bytes'), outBytes: await since('tx_bytes') }
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

  async #counter(site: number, counter: 'rx_bytes' | 'tx_bytes'): Promise<number> {
    const path = `/sys/class/net/wan/statistics/${counter}`
    const { stdout } = await run('ip', ['netns', 'exec', this.#space(`router${site}`), 'cat', path])
    return Number(stdout)
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
