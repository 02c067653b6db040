import { callJson } from '#adapters/local-api/json-client.ts'
import { type JsonAnswer, JsonServer } from '#adapters/local-api/json-server.ts'
import { socketPath } from '#adapters/local-api/socket-path.ts'
import { UserError } from '#core/errors.ts'
import { parseVersion } from '#core/format/name.ts'
import type { UpdatesReport } from '#node/engine/updates/updates.ts'
import type { PeersReport } from '#node/peers/peers-report.ts'
import type { ReleasePlan } from '#node/plan/release-plan.ts'
import type { OwnerAsk } from '#node/world/owner-asks.ts'
import type { NodeStatus } from '#node/world/status.ts'

/** The exit code of a request that the node refuses: nothing to do (Mender's convention). */
const refusedExitCode = 2

/** What a running node offers to its owner on this machine. */
export interface OwnerInterface {
  status(): NodeStatus
  peers(): PeersReport
  /** What a release would fetch, the newest one where no version is given. Rejects where it cannot be planned. */
  plan(version: string | undefined): Promise<ReleasePlan>
  /** What the device does about updates, and why. */
  updates(): UpdatesReport
  /** Resolves with why it is refused, or undefined. */
  ask(ask: OwnerAsk): Promise<string | undefined>
}

/** Serves the owner of a data directory, whose lock this process holds. */
export function serveOwner(dataDirectory: string, owner: OwnerInterface): Promise<JsonServer> {
  const ask = async (request: OwnerAsk): Promise<JsonAnswer> => {
    const refusal = await owner.ask(request)
    return refusal === undefined ? { status: 202, body: {} } : { status: 409, body: { error: refusal } }
  }
  return JsonServer.start(socketPath(dataDirectory), {
    'GET /v1/status': () => ({ status: 200, body: owner.status() }),
    'GET /v1/peers': () => ({ status: 200, body: owner.peers() }),
    'GET /v1/updates': () => ({ status: 200, body: owner.updates() }),
    'POST /v1/plan': async (body) => ({ status: 200, body: await owner.plan(optionalVersionIn(body)) }),
    'POST /v1/install': (body) => ask({ type: 'install', version: versionIn(body) }),
    'POST /v1/rollback': () => ask({ type: 'rollback' }),
    'POST /v1/reboot': () => ask({ type: 'reboot' }),
    'POST /v1/approve': (body) => ask({ type: 'approve', version: versionIn(body) }),
    'POST /v1/skip': (body) => ask({ type: 'skip', version: versionIn(body) }),
  })
}

/** The status of the node that runs in a data directory, undefined when none runs there. */
export async function askStatus(dataDirectory: string): Promise<NodeStatus | undefined> {
  const reply = await callJson(socketPath(dataDirectory), 'GET /v1/status')
  return reply?.body as NodeStatus | undefined
}

/** Whom the node that runs in a data directory has seen. Throws {@link UserError} when none runs. */
export async function askPeers(dataDirectory: string): Promise<PeersReport> {
  const reply = await callJson(socketPath(dataDirectory), 'GET /v1/peers')
  if (reply === undefined) throw notRunning(dataDirectory)
  return reply.body as PeersReport
}

/** What the node that runs in a data directory does about updates. Throws {@link UserError} when none runs. */
export async function askUpdates(dataDirectory: string): Promise<UpdatesReport> {
  const reply = await callJson(socketPath(dataDirectory), 'GET /v1/updates')
  if (reply === undefined) throw notRunning(dataDirectory)
  return reply.body as UpdatesReport
}

/** What the node that runs in a data directory would fetch. Throws {@link UserError} where none runs, or it cannot plan. */
export async function askPlan(dataDirectory: string, version: string | undefined): Promise<ReleasePlan> {
  const reply = await callJson(socketPath(dataDirectory), 'POST /v1/plan', { version })
  if (reply === undefined) throw notRunning(dataDirectory)
  if (reply.status < 300) return reply.body as ReleasePlan
  throw new UserError(String((Object(reply.body) as { readonly error?: unknown }).error))
}

/** Asks something of the running node. Throws {@link UserError} when it refuses or does not run. */
export async function askNode(dataDirectory: string, { type, ...body }: OwnerAsk): Promise<void> {
  const reply = await callJson(socketPath(dataDirectory), `POST /v1/${type}`, body)
  if (reply === undefined) throw notRunning(dataDirectory)
  if (reply.status < 300) return
  const { error } = Object(reply.body) as { readonly error?: unknown }
  throw new UserError(String(error), { exitCode: refusedExitCode })
}

function notRunning(dataDirectory: string): UserError {
  return new UserError(`no node runs in ${dataDirectory}: start it with 'mycel node supervise'`)
}

function optionalVersionIn(body: unknown): string | undefined {
  const { version } = Object(body) as { readonly version?: unknown }
  return version === undefined ? undefined : parseVersion(String(version))
}

function versionIn(body: unknown): string {
  return parseVersion(String((Object(body) as { readonly version?: unknown }).version))
}
