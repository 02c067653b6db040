import type { NodeConfig } from '#adapters/config/node-config.ts'
import { askUpdates } from '#node/status/owner-api.ts'
import { updatesText } from './updates-text.ts'

/** Prints of each release why the running node does or does not take it. Throws `UserError` where none runs. */
export async function printUpdates(config: NodeConfig, json: boolean): Promise<void> {
  const report = await askUpdates(config.dataDirectory)
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : updatesText(report))
}
