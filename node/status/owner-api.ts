import { callJson } from '#adapters/local-api/json-client.ts'
import { type JsonAnswer, JsonServer } from '#adapters/local-api/json-server.ts'
import { socketPath } from '#adapters/local-api/socket-path.ts'
import { UserError } from '#core/errors.ts'
import { parseVersion } from '#core/format/name.ts'
import type { OwnerAsk } from '#node/world/owner-asks.ts'
import type { NodeStatus } from '#node/world/status.ts'

/** The exit code of a request that the node refuses: nothing to do (Mender's convention). */
const refusedExitCode = 2

/** What a running node offers to its owner on this machine. */
export interface OwnerInterface {
  status(): NodeStatus
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
    'POST /v1/install': (body) => ask({ type: 'install', version: versionIn(body) }),
    'POST /v1/rollback': () => ask({ type: 'rollback' }),
    'POST /v1/reboot': () => ask({ type: 'reboot' }),
  })
}

/** The status of the node that runs in a data directory, undefined when none runs there. */
export async function askStatus(dataDirectory: string): Promise<NodeStatus | undefined> {
  const reply = await callJson(socketPath(dataDirectory), 'GET /v1/status')
  return reply?.body as NodeStatus | undefined
}

/** Asks something of the running node. Throws {@link UserError} when it refuses or does not run. */
export async function askNode(dataDirectory: string, { type, ...body }: OwnerAsk): Promise<void> {
  const reply = await callJson(socketPath(dataDirectory), `POST /v1/${type}`, body)
  if (reply === undefined) {
    throw new UserError(`no node runs in ${dataDirectory}: start it with 'mycel node supervise'`)
  }
  if (reply.status < 300) return
  const { error } = Object(reply.body) as { readonly error?: unknown }
  throw new UserError(String(error), { exitCode: refusedExitCode })
}

function versionIn(body: unknown): string {
  return parseVersion(String((Object(body) as { readonly version?: unknown }).version))
}
