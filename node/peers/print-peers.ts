import type { NodeConfig } from '#adapters/config/node-config.ts'
import { askPeers } from '#node/status/owner-api.ts'
import { peersText } from './peers-text.ts'

/** Prints whom the running node has seen. Throws `UserError` where none runs. */
export async function printPeers(config: NodeConfig, json: boolean): Promise<void> {
  const report = await askPeers(config.dataDirectory)
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : peersText(report))
}
