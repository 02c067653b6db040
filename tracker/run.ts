import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readSeed } from '#adapters/keys/key-file.ts'
import { peerNameOf } from '#adapters/keys/peer-name.ts'
import { peerSigner } from '#adapters/keys/peer-signer.ts'
import { Mesh } from '#adapters/libp2p/mesh.ts'
import type { Log, LogFields } from '#adapters/log/log.ts'
import type { ListenAddress } from '#adapters/metrics/listen-address.ts'
import { serveMetrics } from '#adapters/metrics/metrics-server.ts'
import { SocketBytes } from '#adapters/net/socket-bytes.ts'
import { UploadLimit } from '#adapters/net/upload-limit.ts'
import { messageOf, UserError } from '#core/errors.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'
import { authoritiesOf } from '#core/metadata/authorities.ts'
import { Fleet } from '#tracker/fleet/fleet.ts'
import { findKey, loadKey } from '#tracker/keys/key-files.ts'
import { requireSigners } from '#tracker/keys/require-signers.ts'
import type { RenewalSigners } from '#tracker/release/publication.ts'
import { Repository } from '#tracker/release/repository.ts'
import { SteadyClock } from '#tracker/rollouts/steady-clock.ts'
import { expiriesOf, renewWhereDue } from '#tracker/seed/renew.ts'
import { ReportIntake } from '#tracker/seed/report-intake.ts'
import { Seeder } from '#tracker/seed/seeder.ts'
import { startControl } from '#tracker/start-control.ts'
import { askTrackerStatus, serveStatus } from '#tracker/status/ask-status.ts'
import { controlTotals } from '#tracker/status/control-totals.ts'
import { trackerMetrics } from '#tracker/status/tracker-metrics.ts'
import { socketBytesOf, type TrackerPorts, trackerStatus } from '#tracker/status/tracker-status.ts'

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
  /** Where the API listens; undefined where it is not served. */
  readonly api: ListenAddress | undefined
  readonly log: Log
  readonly signal: AbortSignal
}

/** Seeds a repository until it is told to end. */
export async function runTracker(init: RunTrackerInit): Promise<void> {
  const { log, signal } = init
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

  const life = new AsyncDisposableStack()
  try {
    const summary = await start({ init, repository, signers, seed, authorities: authoritiesOf(metadata.root), life })
    await aborted(signal)
    log.info('summary', summary())
  } finally {
    // Also where something could not be started: what was before it would keep the process alive.
    await life.disposeAsync()
  }
}

/** What a tracker is started with. */
interface StartInit {
  readonly init: RunTrackerInit
  readonly repository: Repository
  readonly signers: RenewalSigners
  /** Of the tracker's key. */
  readonly seed: Uint8Array
  /** Public keys that may certify devices. */
  readonly authorities: readonly Uint8Array[]
  /** Stops what was started, the last first. */
  readonly life: AsyncDisposableStack
}

/** Starts all that a tracker does; resolves with what tells at the end how much it was. */
async function start({ init, repository, signers, seed, authorities, life }: StartInit): Promise<() => LogFields> {
  const { log, stateDirectory } = init
  const sockets = SocketBytes.start()
  const key = signingKeyFromSeed(seed)
  const self = peerNameOf(key.publicKey)
  const uploadLimit = init.uploadLimit === undefined ? undefined : new UploadLimit(init.uploadLimit)
  const clock = new SteadyClock()
  const fleet = life.adopt(await Fleet.open(join(stateDirectory, 'fleet'), () => authorities), (open) => open.close())
  const reports = new ReportIntake({ fleet, tracker: self, sign: peerSigner(seed), clock, log })
  const seeder = new Seeder({ self, repository, authorities, uploadLimit, reports, log })
  const meshInit = { seed, listen: init.listen, mdns: undefined, handlers: seeder, connectionsMax }
  const mesh = life.adopt(await Mesh.start(meshInit), (running) => running.stop())
  life.defer(() => seeder.stop())
  seeder.connect(mesh)

  const ports: TrackerPorts = { api: undefined, metrics: undefined }
  const addresses = () => mesh.addresses()
  const sources = { peer: self, addresses, seeder, sockets, repository, keys: resolve(init.keys), ports }
  const status = () => trackerStatus(sources)
  const work = { stateDirectory, key, signers, repository, fleet, clock, log }
  const control = life.adopt(await startControl({ ...work, status, api: init.api }), (running) => running.stop())
  ports.api = control.port
  const totals = () => controlTotals({ ...control, fleet, mesh: reports.totals() }, clock.now())
  const metrics = await serveMetrics(init.metrics, log, async () => trackerMetrics(await status(), totals()))
  life.defer(() => metrics?.stop())
  ports.metrics = metrics?.address.port
  life.adopt(await serveStatus(stateDirectory, status), (running) => running.stop())
  for (const address of mesh.addresses()) log.info('listening', { address })

  const timers = [
    setInterval(announceChanges(repository, seeder, log), lookIntervalMs),
    setInterval(() => void renewWhereDue(repository, signers, log), renewIntervalMs),
  ]
  life.defer(() => timers.forEach(clearInterval))
  return () => ({ ...seeder.served.totals(), socketBytes: socketBytesOf(sources) })
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
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
