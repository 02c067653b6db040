import { expiryText } from '#adapters/terminal/expiry-text.ts'
import { type Fact, factList } from '#adapters/terminal/fact-list.ts'
import { bytesText, durationText } from '#adapters/terminal/quantity.ts'
import type { BootState, SlotName } from '#core/boot/boot-state.ts'
import type { NodeStatus } from '#node/world/status.ts'
import { linkText } from './link-text.ts'

/** What is known of a device, as `--json` prints it; `docs/operations.md` describes it. */
export interface DeviceReport {
  readonly product: string
  readonly boot: BootState
  /** Null where no node runs. */
  readonly node: NodeStatus | null
}

/** A device on one screen, for whoever is asked what is wrong with it. */
export function statusText({ product, boot, node }: DeviceReport, now: Date): string {
  const facts: readonly Fact[] = [
    ['product', product],
    ['slot a', slotText(boot, 'a')],
    ['slot b', slotText(boot, 'b')],
    ['rolled back', ...rollbackLines(boot)],
  ]
  const rest: readonly Fact[] = node === null ? [['node', notRunning]] : nodeFacts(node, now)
  return factList([...facts, ...rest])
}

const notRunning = "does not run: start it with 'mycel node supervise', or look at its log for why it ended"

function nodeFacts(node: NodeStatus, now: Date): readonly Fact[] {
  const { traffic, socketBytes } = node
  const release = node.release === undefined ? '' : ` ${node.release}`
  return [
    ['running', `${node.running} from slot ${node.slot}, for ${durationText(node.uptimeSec)}`],
    ['phase', `${node.phase}${release}, for ${durationText(node.phaseSec)}: ${node.detail}`],
    ['progress', ...progressLines(node)],
    ['peers', `${node.neighbours} on this site, ${originText(node)}`],
    ['received', receivedText(node)],
    ['sent', bytesText(traffic.sentBytes)],
    ['rejected', ...rejectedLines(node)],
    ['sockets', `LAN ${bytesText(socketBytes.lan)}, WAN ${bytesText(socketBytes.wan)}, both ways`],
    ['WAN', ...linkText(node.link)],
    ['slot writes', bytesText(node.slotWrittenBytes)],
    ['metadata', ...node.metadata.map((expiry) => expiryText(expiry, now))],
    ['memory', `${bytesText(node.memoryBytes)} now, ${bytesText(node.peakMemoryBytes)} at most`],
    ['peer id', node.peer],
  ]
}

function originText({ tracker, webServers: { joined, configured } }: NodeStatus): string {
  const servers = configured === 0 ? '' : `, ${joined} of ${configured} web servers`
  if (tracker) return `tracker connected${servers}`
  return joined > 0 ? `no tracker${servers}` : `tracker OUT OF REACH${servers}`
}

function slotText({ active, slots, trial }: BootState, slot: SlotName): string {
  const marks: string[] = []
  if (slot === active) marks.push('active')
  if (trial?.slot === slot) {
    const failure = trial.lastFailure === '' ? '' : `; the last one failed: ${trial.lastFailure}`
    marks.push(`on trial, ${trial.attemptsLeft} boots left${failure}`)
  }
  const version = slots[slot]?.version ?? 'nothing that is whole'
  return marks.length === 0 ? version : `${version} (${marks.join(', ')})`
}

function rollbackLines({ rollback }: BootState): readonly string[] {
  if (rollback === undefined) return []
  return [`${rollback.version || 'an unknown version'}: ${rollback.reason}`]
}

function progressLines({ chunks: { made, total } }: NodeStatus): readonly string[] {
  return total === 0 ? [] : [`${made} of ${total} chunks, ${Math.floor((100 * made) / total)} %`]
}

function receivedText({ traffic: { receivedBytes, chunkBytes, httpBytes } }: NodeStatus): string {
  const { lan, wan } = receivedBytes
  if (lan + wan === 0) return 'nothing yet'
  const share = Math.round((100 * lan) / (lan + wan))
  const chunks = bytesText(chunkBytes.lan + chunkBytes.wan)
  const servers = httpBytes === 0 ? '' : `, ${bytesText(httpBytes)} from web servers`
  return `${bytesText(lan)} from peers, ${bytesText(wan - httpBytes)} from the tracker${servers}: ${share} % from peers; ${chunks} as finished chunks`
}

function rejectedLines({ traffic: { rejectedCount, rejectedBytes } }: NodeStatus): readonly string[] {
  return rejectedCount === 0 ? [] : [`${rejectedCount} answers with wrong bytes, ${bytesText(rejectedBytes)}`]
}
