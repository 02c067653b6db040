import type { SocketBytes } from '#adapters/net/socket-bytes.ts'
import type { Refusal } from '#core/exchange/contract.ts'
import { type MetadataExpiry, metadataExpiries } from '#core/metadata/expiry.ts'
import { targetsOf } from '#core/metadata/target.ts'
import { type KeyRole, rolesIn } from '#tracker/keys/key-files.ts'
import type { Repository } from '#tracker/release/repository.ts'
import type { Seeder } from '#tracker/seed/seeder.ts'
import type { ServedTotals } from '#tracker/seed/served-bytes.ts'

/** What a tracker says of itself to its owner; `docs/operations.md` describes it. Counts begin with the process. */
export interface TrackerStatus {
  readonly peer: string
  readonly addresses: readonly string[]
  /** How many devices are joined. */
  readonly devices: number
  readonly served: ServedTotals
  readonly refused: Readonly<Record<Refusal, number>>
  /** Bytes at the sockets of the process, both ways. */
  readonly socketBytes: number
  readonly repository: RepositoryStatus
  readonly keys: KeysStatus
  /** The port at which Prometheus finds metrics; null where they are not served. */
  readonly metricsPort: number | null
  /** Resident memory of the process, now and at most so far. */
  readonly memoryBytes: number
  readonly peakMemoryBytes: number
  /** Since the process started. */
  readonly uptimeSec: number
}

/** What a repository publishes. */
export interface RepositoryStatus {
  /** Absolute. */
  readonly directory: string
  readonly releases: number
  readonly metadata: readonly MetadataExpiry[]
}

/** Which key files lie in the tracker's folder. */
export interface KeysStatus {
  readonly directory: string
  readonly present: readonly KeyRole[]
}

/** Where a status is read from. */
export interface TrackerSources {
  readonly peer: string
  readonly addresses: () => readonly string[]
  readonly seeder: Seeder
  readonly sockets: SocketBytes
  readonly repository: Repository
  /** The folder of the tracker's keys. */
  readonly keys: string
  readonly ports: Readonly<TrackerPorts>
}

/** The ports at which a tracker serves people and their programs; undefined where it does not, or not yet. */
export interface TrackerPorts {
  api: number | undefined
  metrics: number | undefined
}

/** Puts together what a tracker says of itself. Throws {@link UserError} where the repository cannot be read. */
export async function trackerStatus(sources: TrackerSources): Promise<TrackerStatus> {
  const { peer, addresses, seeder, repository, keys, ports } = sources
  return {
    peer,
    addresses: addresses(),
    devices: seeder.devices,
    served: seeder.served.totals(),
    refused: seeder.refused.totals(),
    socketBytes: socketBytesOf(sources),
    repository: await repositoryStatus(repository),
    keys: { directory: keys, present: await rolesIn(keys) },
    metricsPort: ports.metrics ?? null,
    memoryBytes: process.memoryUsage.rss(),
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    uptimeSec: Math.floor(process.uptime()),
  }
}

/** What a repository publishes, also where some of it has expired. Throws {@link UserError} where it is damaged. */
export async function repositoryStatus(repository: Repository): Promise<RepositoryStatus> {
  const trusted = await repository.published()
  const releases = targetsOf(trusted).filter((target) => target.type === 'release').length
  return { directory: repository.directory, releases, metadata: metadataExpiries(trusted) }
}

/** Bytes at the sockets, but for those of the metrics and of the API. */
export function socketBytesOf({ sockets, ports }: Pick<TrackerSources, 'sockets' | 'ports'>): number {
  const totals = sockets.totals(({ side, localPort }) =>
    side === 'server' && (localPort === ports.api || localPort === ports.metrics) ? 'people' : 'devices',
  )
  return (totals['devices']?.readBytes ?? 0) + (totals['devices']?.writtenBytes ?? 0)
}
