import { join } from 'node:path'
import { LevelStore } from '#adapters/level/level-store.ts'
import type { Log } from '#adapters/log/log.ts'
import { type ListenAddress, listenAddressText } from '#adapters/metrics/listen-address.ts'
import { UserError } from '#core/errors.ts'
import type { SigningKey } from '#core/identity/signing-key.ts'
import { Annotations } from '#tracker/api/annotations.ts'
import type { ApiServer } from '#tracker/api/api-server.ts'
import type { ApiSources } from '#tracker/api/api-sources.ts'
import { KeptAnswers } from '#tracker/api/frame/idempotency.ts'
import { RequestCounts } from '#tracker/api/request-counts.ts'
import { removeOwnerAccess, writeOwnerAccess } from '#tracker/api/tokens/owner-access.ts'
import { Tokens } from '#tracker/api/tokens/tokens.ts'
import { AuditLog } from '#tracker/audit/audit-log.ts'
import type { RenewalSigners } from '#tracker/release/publication.ts'
import { RolloutStore } from '#tracker/rollouts/rollout-store.ts'
import { Rollouts } from '#tracker/rollouts/rollouts.ts'

/** What people steer a tracker by. */
export interface ControlInit extends Pick<ApiSources, 'status' | 'repository' | 'fleet' | 'clock'> {
  readonly stateDirectory: string
  /** The key of the tracker, which signs the end of the audit log. */
  readonly key: SigningKey
  readonly signers: RenewalSigners
  /** Where the API listens; undefined where it is not served. */
  readonly api: ListenAddress | undefined
  readonly log: Log
}

/** The rollouts of a tracker, its audit log and its API, while they run. */
export interface Control {
  readonly rollouts: Rollouts
  readonly requests: RequestCounts
  /** The port of the API; undefined where it is not served. */
  readonly port: number | undefined
  stop(): Promise<void>
}

/** The folders of a state directory that this uses. */
export function controlPlaces(stateDirectory: string): { readonly records: string; readonly audit: string } {
  return { records: join(stateDirectory, 'records'), audit: join(stateDirectory, 'audit') }
}

/**
 * Takes up the rollouts where they were, and serves the API. Throws {@link UserError} where the state cannot be read or the
 * audit log was tampered with.
 */
export async function startControl(init: ControlInit): Promise<Control> {
  const { stateDirectory, key, api, signers, repository, fleet, clock, log } = init
  const places = controlPlaces(stateDirectory)
  const audit = await AuditLog.open(places.audit, key)
  const repair = 'restore it from a backup: rollouts and tokens are in it'
  const store = await LevelStore.open(places.records, { user: 'mycel tracker', repair })
  const rollouts = await Rollouts.open({
    store: new RolloutStore(store),
    fleet,
    repository,
    signers: signers.rollouts === undefined ? undefined : { ...signers, rollouts: signers.rollouts },
    audit,
    clock,
    log,
  })
  const tokens = await Tokens.open(store)
  const sources: ApiSources = {
    ...init,
    rollouts,
    audit,
    auditDirectory: places.audit,
    annotations: await Annotations.open(store),
    keptAnswers: await KeptAnswers.open(store),
    requests: new RequestCounts(),
    tokens,
  }
  const server = api === undefined ? undefined : await serve(api, sources, stateDirectory)
  return {
    rollouts,
    requests: sources.requests,
    port: server?.address.port,
    stop: async () => {
      if (server !== undefined) await removeOwnerAccess(stateDirectory)
      await server?.stop()
      await rollouts.stop()
      await audit.close()
      await store.close()
    },
  }
}

/** Serves the API, and lets the owner of the state directory in. A tracker that cannot show itself still does its work. */
async function serve(
  listen: ListenAddress,
  sources: ApiSources,
  stateDirectory: string,
): Promise<ApiServer | undefined> {
  await removeOwnerAccess(stateDirectory)
  // Loaded only where it is served: it takes 30 MB of memory.
  const { ApiServer } = await import('#tracker/api/api-server.ts')
  try {
    const server = await ApiServer.start(listen, sources)
    const url = `http://${listenAddressText(reachable(server.address))}`
    await writeOwnerAccess(stateDirectory, { url, token: sources.tokens.makeOwner(new Date()) })
    sources.log.info('api', { url })
    return server
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    sources.log.error('api-unavailable', { reason: error.message })
    return undefined
  }
}

/** Who listens on all addresses is reached on loopback. */
function reachable({ host, port }: ListenAddress): ListenAddress {
  const loopback = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host]
  return { host: loopback ?? host, port }
}
