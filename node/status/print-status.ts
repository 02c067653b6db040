import { openBootStore } from '#adapters/boot/boot-store.ts'
import type { NodeConfig } from '#adapters/config/node-config.ts'
import { dataPaths } from '#node/data-directory.ts'
import { askStatus } from './owner-api.ts'
import { type DeviceReport, statusText } from './status-text.ts'

/** Prints what a device runs and does: from the running node, or from its boot state where none runs. */
export async function printStatus(config: NodeConfig, json: boolean): Promise<void> {
  const boot = await openBootStore(dataPaths(config.dataDirectory).boot).read()
  const node = (await askStatus(config.dataDirectory)) ?? null
  const report: DeviceReport = { product: config.product, boot, node }
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : statusText(report, new Date()))
}
