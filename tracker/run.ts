import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readSeed } from '#adapters/keys/key-file.ts'
import { peerNameOf } from '#adapters/keys/peer-name.ts'
import { Mesh } from '#adapters/libp2p/mesh.ts'
import type { Log } from '#adapters/log/log.ts'
import type { ListenAddress } from '#adapters/metrics/listen-address.ts'
import { serveMetrics } from '#adapters/metrics/metrics-server.ts'
import { SocketBytes } from '#adapters/net/socket-bytes.ts'
import { UploadLimit } from '#adapters/net/upload-limit.ts'
import { messageOf, UserError } from '#core/errors.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'
import { authoritiesOf } from '#core/metadata/authorities.ts'
import { findKey, loadKey } from '#tracker/keys/key-files.ts'
import { requireSigners } from '#tracker/keys/require-signers.ts'
import { Repository } from '#tracker/release/repository.ts'
import { expiriesOf, renewWhereDue } from '#tracker/seed/renew.ts'
import { Seeder } from '#tracker/seed/seeder.ts'
import { askTrackerStatus, serveStatus } from '#tracker/status/ask-status.ts'
import { trackerMetrics } from '#tracker/status/tracker-metrics.ts'
import { socketBytesOf, trackerStatus } from '#tracker/status/tracker-status.ts'

/** How often the repository is looked at for a newer timestamp, in ms. */
const lookIntervalMs = 1_000

/** How often it is asked whether snapshot and timestamp should be renewed, in ms. */
const renewIntervalMs = 60_000

/** Connections of a tracker: a device keeps one. */
const connectionsMax = 10_000

/** What a run of a tracker is told. */
export interface RunTrackerInit {
  readonly repository: string
  /** The folder with tracker.key, snapshot.key, timestamp.key and, where releases are rolled out, rollouts.key. */
  readonly keys: string
  readonly listen: readonly string[]
  readonly stateDirectory: string
  /** Bytes of content per second for all devices together; undefined is no limit. */
  readonly uploadLimit: number | undefined
  /** Where Prometheus finds metrics; undefined where they are not served. */
  readonly metrics: ListenAddress | undefined
  readonly log: Log
  readonly signal: AbortSignal
}

/** Seeds a repository until it is told to end. */
export async function runTracker(init: RunTrackerInit): Promise<void> {
  const { log, signal } = init
  const sockets = SocketBytes.start()
  const repository = await Repository.open(init.repository)
  const signers = {
    snapshot: await loadKey(init.keys, 'snapshot'),
    timestamp: await loadKey(init.keys, 'timestamp'),
    rollouts: await findKey(init.keys, 'rollouts'),
  }
  requireSigners(await repository.published(), signers, init)
  const seed = await readSeed(join(init.keys, 'tracker.key'))
  await requireFree(init.stateDirectory)
  await mkdir(init.stateDirectory, { recursive: true })
  await renewWhereDue(repository, signers, log)
  const metadata = await repository.metadata(new Date())
  log.info('repository', expiriesOf(metadata))

  const self = peerNameOf(signingKeyFromSeed(seed).publicKey)
  const uploadLimit = init.uploadLimit === undefined ? undefined : new UploadLimit(init.uploadLimit)
  const seeder = new Seeder({ self, repository, authorities: authoritiesOf(metadata.root), uploadLimit, log })
  const mesh = await Mesh.start({ seed, listen: init.listen, mdns: undefined, handlers: seeder, connectionsMax })
  seeder.connect(mesh)
  const addresses = () => mesh.addresses()
  const metricsPort = () => metrics?.address.port
  const sources = { peer: self, addresses, seeder, sockets, repository, keys: resolve(init.keys), metricsPort }
  const status = () => trackerStatus(sources)
  const metrics = await serveMetrics(init.metrics, log, async () => trackerMetrics(await status()))
  const api = await serveStatus(init.stateDirectory, status)
  for (const address of mesh.addresses()) log.info('listening', { address })

  const timers = [
    setInterval(announceChanges(repository, seeder, log), lookIntervalMs),
    setInterval(() => void renewWhereDue(repository, signers, log), renewIntervalMs),
  ]
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve)
    if (signal.aborted) resolve(undefined)
  })
  for (const timer of timers) clearInterval(timer)
  log.info('summary', { ...seeder.served.totals(), socketBytes: socketBytesOf(sources) })
  await api.stop()
  await metrics?.stop()
  seeder.stop()
  await mesh.stop()
}

/** A second tracker would take the place of the first, at which its owner asks for the status. */
async function requireFree(stateDirectory: string): Promise<void> {
  const status = await askTrackerStatus(stateDirectory)
  if (status === undefined) return
  throw new UserError(
    `a tracker runs in ${stateDirectory} already (it listens on ${status.addresses.join(', ')}): stop it first, or give this one a place of its own by --state`,
  )
}

/** Tells devices when somebody has published. */
function announceChanges(repository: Repository, seeder: Seeder, log: Log): () => void {
  let announced = 0
  const look = async (): Promise<void> => {
    const { timestampVersion } = await repository.head()
    if (timestampVersion === announced) return
    announced = timestampVersion
    log.info('repository-read', { timestampVersion })
    await seeder.announceHead()
  }
  return () => void look().catch((error: unknown) => log.warn('repository-unreadable', { reason: messageOf(error) }))
}
