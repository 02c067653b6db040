import { openBootStore } from '#adapters/boot/boot-store.ts'
import type { NodeConfig } from '#adapters/config/node-config.ts'
import type { BootState, SlotName } from '#core/boot/boot-state.ts'
import { dataPaths } from '#node/data-directory.ts'
import { askStatus } from '#node/status/owner-api.ts'
import type { NodeStatus } from '#node/world/status.ts'

/** Prints what a device runs and does: from the running node, or from its boot state where none runs. */
export async function printStatus(config: NodeConfig, json: boolean): Promise<void> {
  const boot = await openBootStore(dataPaths(config.dataDirectory).boot).read()
  const status = await askStatus(config.dataDirectory)
  process.stdout.write(json ? `${JSON.stringify({ boot, node: status ?? null })}\n` : statusText(config, boot, status))
}

function statusText(config: NodeConfig, boot: BootState, status: NodeStatus | undefined): string {
  const lines: [string, string][] = [
    ['product', config.product],
    ['slot a', slotText(boot, 'a')],
    ['slot b', slotText(boot, 'b')],
  ]
  if (boot.rollback !== undefined) lines.push(['rolled back', `${boot.rollback.version}: ${boot.rollback.reason}`])
  if (status === undefined) lines.push(['node', 'does not run'])
  else lines.push(...nodeLines(status))
  return lines.map(([name, text]) => `${name.padEnd(12)} ${text}\n`).join('')
}

function nodeLines(status: NodeStatus): [string, string][] {
  const { traffic, chunks, socketBytes } = status
  const { lan, wan } = traffic.receivedBytes
  const share = lan + wan === 0 ? 'nothing yet' : `${Math.round((100 * lan) / (lan + wan))} % from neighbours`
  return [
    ['node', `${status.phase}${status.release === undefined ? '' : ` (${status.release})`}: ${status.detail}`],
    ['chunks', `${chunks.made} of ${chunks.total}`],
    ['peers', `${status.neighbours} neighbours, tracker ${status.tracker ? 'connected' : 'out of reach'}`],
    ['received', `${lan} bytes over the LAN, ${wan} over the WAN (${share})`],
    ['sockets', `${socketBytes.lan} bytes on the LAN, ${socketBytes.wan} on the WAN, both ways`],
    ['slot writes', `${status.slotWrittenBytes} bytes`],
    ['memory', `${Math.round(status.peakMemoryBytes / 1e6)} MB at most`],
    ['peer id', status.peer],
  ]
}

function slotText({ active, slots, trial }: BootState, slot: SlotName): string {
  const marks: string[] = []
  if (slot === active) marks.push('active')
  if (trial?.slot === slot) marks.push(`on trial, ${trial.attemptsLeft} boots left`)
  const version = slots[slot]?.version ?? 'nothing that is whole'
  return marks.length === 0 ? version : `${version} (${marks.join(', ')})`
}
