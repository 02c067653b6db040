import { readFile } from 'node:fs/promises'
import { dirname, normalize, resolve } from 'node:path'
import * as v from 'valibot'
import { type ListenAddress, parseListenAddress } from '#adapters/metrics/listen-address.ts'
import { messageOf, UserError } from '#core/errors.ts'
import { componentsMax } from '#core/format/bounds.ts'
import { keyText } from './config-error.ts'
import { list, section, table } from './config-schema.ts'
import {
  flag,
  listenAddress,
  metricsAddress,
  nameText,
  oneOf,
  pathText,
  peerAddress,
  serviceName,
  wholeNumber,
} from './config-values.ts'
import { configBytesMax, type Fault, loadConfig } from './load-config.ts'

/** How a node is set up: the whole of its `node.toml`, with absolute paths. */
export interface NodeConfig {
  /** The file that was read. */
  readonly file: string
  /** The product whose releases the device takes. */
  readonly product: string
  /** Holds the identity, the provisioned root and everything that the node keeps. */
  readonly dataDirectory: string
  /** Multiaddrs, at least one. */
  readonly listen: readonly string[]
  readonly tracker: {
    /** Multiaddrs that end in `/p2p/`, at least one. */
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
  }
  /** At least one; names and slots differ. */
  readonly components: readonly ComponentConfig[]
  readonly reboot: {
    /** Whether the node starts a staged release by itself, or waits to be told. */
    readonly policy: 'immediate' | 'manual'
  }
  readonly trial: {
    /** A trial that is not confirmed after so many seconds has failed. */
    readonly confirmWithinSec: number
    /** Makes every trial fail its health check: a switch for rehearsals. */
    readonly fail: boolean
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
    addresses: list("multiaddrs of the fleet's tracker", peerAddress(), { min: 1, max: 8 }),
    'poll-interval-sec': wholeNumber({ unit: 'seconds', min: 10, max: 7 * 24 * 3600, preset: 1800 }),
  }),
  discovery: section('discovery', {
    mdns: flag(true),
    'service-tag': v.optional(serviceName(), '_mycel._udp.local'),
    peers: v.optional(list('multiaddrs of neighbours', peerAddress(), { min: 0, max: 64 }), []),
  }),
  reboot: section('reboot', { policy: oneOf(['immediate', 'manual'], 'immediate') }),
  trial: section('trial', {
    'confirm-within-sec': wholeNumber({ unit: 'seconds', min: 1, max: 24 * 3600, preset: 60 }),
    fail: flag(false),
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
  const { tracker, discovery, reboot, trial, metrics, rehearsal } = written
  return {
    file: resolve(file),
    product: written.product,
    dataDirectory,
    listen: written.listen,
    tracker: { addresses: tracker.addresses, pollIntervalSec: tracker['poll-interval-sec'] },
    discovery: { mdns: discovery.mdns, serviceTag: discovery['service-tag'], peers: discovery.peers },
    components: written.component.map((component) => ({
      name: component.name,
      slotA: resolve(dataDirectory, component['slot-a']),
      slotB: resolve(dataDirectory, component['slot-b']),
    })),
    reboot: { policy: reboot.policy },
    trial: { confirmWithinSec: trial['confirm-within-sec'], fail: trial.fail },
    metrics: { listen: metrics.listen === '' ? undefined : parseListenAddress(metrics.listen) },
    rehearsal: { serveCorrupted: rehearsal['serve-corrupted'] },
  }
}

/** Two components of one name, or two uses of one slot, would overwrite each other. */
function faultsOf({ component: components }: v.InferOutput<typeof nodeSchema>): readonly Fault[] {
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
