import { readFile } from 'node:fs/promises'
import { dirname, normalize, resolve } from 'node:path'
import * as v from 'valibot'
import { parseSourceUrl, sourceName } from '#adapters/http/source-url.ts'
import { type ListenAddress, parseListenAddress } from '#adapters/metrics/listen-address.ts'
import { messageOf, UserError } from '#core/errors.ts'
import { componentsMax } from '#core/format/bounds.ts'
import type { LinkConfig } from '#core/link/rules.ts'
import { neighboursMaxPreset } from '#core/neighbours/degree.ts'
import { tagsMax } from '#core/report/report.ts'
import { keyText } from './config-error.ts'
import { list, section, table } from './config-schema.ts'
import {
  flag,
  healthUrl,
  listenAddress,
  metricsAddress,
  nameText,
  oneOf,
  optionalNumber,
  pathText,
  peerAddress,
  serviceName,
  sourceUrl,
  textTable,
  wholeNumber,
} from './config-values.ts'
import { linkConfigOf, linkFaults, linkSection } from './link-section.ts'
import { configBytesMax, type Fault, loadConfig } from './load-config.ts'
import { type UpdatesConfig, updatesConfigOf, updatesSection } from './updates-section.ts'

/** How a node is set up: the whole of its `node.toml`, with absolute paths. */
export interface NodeConfig {
  /** The file that was read. */
  readonly file: string
  /** The product whose releases the device takes. */
  readonly product: string
  /** What its vendor calls the hardware; undefined where nobody says. */
  readonly hardware: string | undefined
  /** What rollouts select devices by, beside what the certificate says; at most {@link tagsMax}. */
  readonly tags: Readonly<Record<string, string>>
  /** Holds the identity, the provisioned root and everything that the node keeps. */
  readonly dataDirectory: string
  /** Multiaddrs, at least one. */
  readonly listen: readonly string[]
  readonly tracker: {
    /** Multiaddrs that end in `/p2p/`, at least one where there are no web servers. */
    readonly addresses: readonly string[]
    /** How often the tracker is asked for news, in seconds. */
    readonly pollIntervalSec: number
  }
  readonly discovery: {
    /** Whether neighbours are looked for by multicast. */
    readonly mdns: boolean
    readonly serviceTag: string
    /** Multiaddrs of neighbours that are dialled without being discovered. */
    readonly peers: readonly string[]
    /** Neighbours that the node has at most. */
    readonly neighboursMax: number
  }
  readonly sources: {
    /** Copies of the repository on web servers, as URLs that may hold user and password; none is there twice. */
    readonly http: readonly string[]
  }
  /** At least one; names and slots differ. */
  readonly components: readonly ComponentConfig[]
  /** When, how fast and how much the links are used. */
  readonly link: LinkConfig
  /** When and after whose word releases are taken. */
  readonly updates: UpdatesConfig
  readonly site: {
    /** Devices that may reboot at once; undefined: a third of those that are known. */
    readonly restartingMax: number | undefined
  }
  readonly reboot: {
    /** Whether the node starts a staged release by itself, or waits to be told. */
    readonly policy: 'immediate' | 'manual'
  }
  readonly trial: {
    /** A trial that is not confirmed after so many seconds has failed. */
    readonly confirmWithinSec: number
    /** The folder with the checks of the device's health. */
    readonly healthDirectory: string
    /** Makes every trial fail its health check: a switch for rehearsals. */
    readonly fail: boolean
  }
  readonly health: {
    /** How long one check may take, in seconds, and how often one that failed on a trial is tried again. */
    readonly timeoutSec: number
    readonly retries: number
    /** URLs that are to answer on a trial, beside those in the folder. */
    readonly http: readonly string[]
  }
  readonly metrics: {
    /** Where Prometheus finds them; undefined where they are not served. */
    readonly listen: ListenAddress | undefined
  }
  readonly rehearsal: {
    /** Makes the node serve corrupted bytes: a switch for rehearsals. */
    readonly serveCorrupted: boolean
  }
}

/** Where one component of the product is installed. */
export interface ComponentConfig {
  readonly name: string
  readonly slotA: string
  readonly slotB: string
}

/** What `node.toml` may say. */
const nodeSchema = table('the keys of a node', {
  product: nameText('primehub'),
  hardware: v.optional(nameText('rev-c')),
  tags: textTable(tagsMax),
  'data-directory': v.optional(pathText('/data/mycel'), '.'),
  listen: v.optional(list('multiaddrs to listen on', listenAddress(), { min: 1, max: 8 }), ['/ip4/0.0.0.0/tcp/0']),
  component: list(
    'tables [[component]]',
    table('a table [[component]]', {
      name: nameText('rootfs'),
      'slot-a': pathText('slots/rootfs.a'),
      'slot-b': pathText('slots/rootfs.b'),
    }),
    { min: 1, max: componentsMax },
  ),
  tracker: section('tracker', {
    addresses: list("multiaddrs of the fleet's tracker", peerAddress(), { min: 0, max: 8 }),
    'poll-interval-sec': wholeNumber({ unit: 'seconds', min: 10, max: 7 * 24 * 3600, preset: 1800 }),
  }),
  discovery: section('discovery', {
    mdns: flag(true),
    'service-tag': v.optional(serviceName(), '_mycel._udp.local'),
    peers: v.optional(list('multiaddrs of neighbours', peerAddress(), { min: 0, max: 64 }), []),
    // With eight trackers they are as many peers as an exchange engine hears.
    'neighbours-max': wholeNumber({ unit: 'neighbours', min: 4, max: 120, preset: neighboursMaxPreset }),
  }),
  sources: section('sources', {
    http: v.optional(list('URLs of copies of the repository', sourceUrl(), { min: 0, max: 8 }), []),
  }),
  link: linkSection,
  updates: updatesSection,
  site: section('site', { 'restarting-max': optionalNumber({ unit: 'devices', min: 1, max: 500 }) }),
  reboot: section('reboot', { policy: oneOf(['immediate', 'manual'], 'immediate') }),
  trial: section('trial', {
    'confirm-within-sec': wholeNumber({ unit: 'seconds', min: 1, max: 24 * 3600, preset: 60 }),
    'health-directory': v.optional(pathText('health.d'), 'health.d'),
    fail: flag(false),
  }),
  health: section('health', {
    'timeout-sec': wholeNumber({ unit: 'seconds', min: 1, max: 3600, preset: 10 }),
    retries: wholeNumber({ unit: 'retries', min: 0, max: 10, preset: 2 }),
    http: v.optional(list('URLs that are to answer', healthUrl(), { min: 0, max: 8 }), []),
  }),
  metrics: section('metrics', { listen: metricsAddress() }),
  rehearsal: section('rehearsal', { 'serve-corrupted': flag(false) }),
})

/** Reads the configuration of a node. Throws {@link UserError}, and `ConfigError` with every problem in the file. */
export async function readNodeConfig(file: string): Promise<NodeConfig> {
  return parseNodeConfig(await readText(file), file)
}

/** Reads the text of a `node.toml`; paths in it are relative to the folder of `file`. Throws `ConfigError`. */
export function parseNodeConfig(text: string, file: string): NodeConfig {
  const written = loadConfig(text, file, nodeSchema, faultsOf)
  const dataDirectory = resolve(dirname(file), written['data-directory'])
  const { tracker, discovery, site, reboot, trial, health, metrics, rehearsal } = written
  return {
    file: resolve(file),
    product: written.product,
    hardware: written.hardware,
    tags: written.tags,
    dataDirectory,
    listen: written.listen,
    tracker: { addresses: tracker.addresses, pollIntervalSec: tracker['poll-interval-sec'] },
    discovery: {
      mdns: discovery.mdns,
      serviceTag: discovery['service-tag'],
      peers: discovery.peers,
      neighboursMax: discovery['neighbours-max'],
    },
    components: written.component.map((component) => ({
      name: component.name,
      slotA: resolve(dataDirectory, component['slot-a']),
      slotB: resolve(dataDirectory, component['slot-b']),
    })),
    sources: { http: written.sources.http },
    link: linkConfigOf(written.link),
    updates: updatesConfigOf(written.updates),
    site: { restartingMax: site['restarting-max'] },
    reboot: { policy: reboot.policy },
    trial: {
      confirmWithinSec: trial['confirm-within-sec'],
      healthDirectory: resolve(dataDirectory, trial['health-directory']),
      fail: trial.fail,
    },
    health: { timeoutSec: health['timeout-sec'], retries: health.retries, http: health.http },
    metrics: { listen: metrics.listen === '' ? undefined : parseListenAddress(metrics.listen) },
    rehearsal: { serveCorrupted: rehearsal['serve-corrupted'] },
  }
}

type WrittenNode = v.InferOutput<typeof nodeSchema>

function faultsOf(written: WrittenNode): readonly Fault[] {
  return [...componentFaults(written.component), ...sourceFaults(written), ...linkFaults(written.link)]
}

/** A device takes its releases from somewhere, and has no place for one source twice. */
function sourceFaults({ tracker, sources }: WrittenNode): readonly Fault[] {
  if (tracker.addresses.length + sources.http.length === 0) {
    const problem = "is empty: write multiaddrs of the fleet's tracker, or URLs of web servers as http under [sources]"
    return [{ path: ['tracker', 'addresses'], problem }]
  }
  const names = sources.http.map((url) => sourceName(parseSourceUrl(url)))
  return names.flatMap((name, index): readonly Fault[] => {
    if (names.indexOf(name) === index) return []
    return [{ path: ['sources', 'http', index], problem: `${name} is there already: leave it out` }]
  })
}

/** Two components of one name, or two uses of one slot, would overwrite each other. */
function componentFaults(components: v.InferOutput<typeof nodeSchema>['component']): readonly Fault[] {
  const uses = new Map<string, string>()
  const faults: Fault[] = []
  for (const [index, component] of components.entries()) {
    for (const key of ['name', 'slot-a', 'slot-b'] as const) {
      const path = ['component', index, key]
      const value = component[key]
      const thing = key === 'name' ? `name ${value}` : `slot ${normalize(value)}`
      const use = uses.get(thing)
      if (use === undefined) uses.set(thing, keyText(path))
      else faults.push({ path, problem: `${JSON.stringify(value)} is already ${use}: write another` })
    }
  }
  return faults
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new UserError(`cannot read the configuration: ${messageOf(cause)}; 'mycel node provision' writes one`, {
      cause,
    })
  })
  if (bytes.byteLength <= configBytesMax) return bytes.toString('utf8')
  throw new UserError(
    `${file} is ${bytes.byteLength} bytes long, a configuration has at most ${configBytesMax}: name another file`,
  )
}
