import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readSeed } from '#adapters/keys/key-file.ts'
import { peerNameOf } from '#adapters/keys/peer-name.ts'
import { Mesh } from '#adapters/libp2p/mesh.ts'
import { JsonServer } from '#adapters/local-api/json-server.ts'
import { socketPath } from '#adapters/local-api/socket-path.ts'
import type { Log } from '#adapters/log/log.ts'
import { SocketBytes } from '#adapters/net/socket-bytes.ts'
import { messageOf } from '#core/errors.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'
import { authoritiesOf } from '#core/metadata/authorities.ts'
import { loadKey } from '#tracker/keys/key-files.ts'
import { Repository } from '#tracker/release/repository.ts'
import { expiriesOf, renewWhereDue } from '#tracker/seed/renew.ts'
import { Seeder } from '#tracker/seed/seeder.ts'

/** How often the repository is looked at for a newer timestamp, in ms. */
const lookIntervalMs = 1_000

/** How often it is asked whether snapshot and timestamp should be renewed, in ms. */
const renewIntervalMs = 60_000

/** Connections of a tracker: a device keeps one. */
const connectionsMax = 10_000

/** What a run of a tracker is told. */
export interface RunTrackerInit {
  readonly repository: string
  /** The folder with tracker.key, snapshot.key and timestamp.key. */
  readonly keys: string
  readonly listen: readonly string[]
  readonly stateDirectory: string
  readonly log: Log
  readonly signal: AbortSignal
}

/** What a tracker says of itself to its owner. */
export interface TrackerStatus {
  readonly peer: string
  readonly addresses: readonly string[]
  readonly devices: number
  readonly served: { readonly payloadBytes: number; readonly metadataBytes: number }
  /** Bytes at the sockets of the process, both ways. */
  readonly socketBytes: number
}

/** Seeds a repository until it is told to end. */
export async function runTracker(init: RunTrackerInit): Promise<void> {
  const { log, signal } = init
  const sockets = SocketBytes.start()
  const repository = await Repository.open(init.repository)
  const signers = { snapshot: await loadKey(init.keys, 'snapshot'), timestamp: await loadKey(init.keys, 'timestamp') }
  const seed = await readSeed(join(init.keys, 'tracker.key'))
  await mkdir(init.stateDirectory, { recursive: true })
  await renewWhereDue(repository, signers, log)
  const metadata = await repository.metadata(new Date())
  log.info('repository', expiriesOf(metadata))

  const self = peerNameOf(signingKeyFromSeed(seed).publicKey)
  const seeder = new Seeder({ self, repository, authorities: authoritiesOf(metadata.root), log })
  const mesh = await Mesh.start({ seed, listen: init.listen, mdns: undefined, handlers: seeder, connectionsMax })
  seeder.connect(mesh)
  const status = (): TrackerStatus => {
    const { all } = sockets.totals(() => 'all')
    const socketBytes = (all?.readBytes ?? 0) + (all?.writtenBytes ?? 0)
    return {
      peer: self,
      addresses: mesh.addresses(),
      devices: seeder.devices,
      served: seeder.served.totals(),
      socketBytes,
    }
  }
  const api = await JsonServer.start(socketPath(init.stateDirectory), {
    'GET /v1/status': () => ({ status: 200, body: status() }),
  })
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
  const { served, socketBytes } = status()
  log.info('summary', { ...served, socketBytes })
  await api.stop()
  seeder.stop()
  await mesh.stop()
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
