import { callJson } from '#adapters/local-api/json-client.ts'
import { JsonServer } from '#adapters/local-api/json-server.ts'
import { socketPath } from '#adapters/local-api/socket-path.ts'
import { UserError } from '#core/errors.ts'
import type { TrackerStatus } from './tracker-status.ts'

/** Serves the owner of a state directory, in which one tracker runs. */
export function serveStatus(stateDirectory: string, status: () => Promise<TrackerStatus>): Promise<JsonServer> {
  return JsonServer.start(socketPath(stateDirectory), {
    'GET /v1/status': async () => ({ status: 200, body: await status() }),
  })
}

/** The status of the tracker that runs in a state directory, undefined when none runs. Throws {@link UserError} where it has none to tell. */
export async function askTrackerStatus(stateDirectory: string): Promise<TrackerStatus | undefined> {
  const reply = await callJson(socketPath(stateDirectory), 'GET /v1/status')
  if (reply === undefined || reply.status === 200) return reply?.body as TrackerStatus | undefined
  const { error } = Object(reply.body) as { readonly error?: unknown }
  throw new UserError(`the tracker cannot tell its status: ${String(error)}`)
}
