import { bytesText, durationText } from '#adapters/terminal/quantity.ts'
import type { Found } from '#core/neighbours/neighbour.ts'
import type { PeerReport, PeersReport } from './peers-report.ts'

/** Columns of a terminal. */
const widthMax = 80

/** Peers that are not used are told up to this many; `--json` has them all. */
const unusedMax = 16

/** Columns that a reason may take; `--json` has the whole of it. */
const reasonWidthMax = 3 * widthMax

/** Whom a node has seen, on one screen of 80 columns, for whoever stands before the device. */
export function peersText(report: PeersReport): string {
  const joined = report.peers.filter(({ state }) => state === 'joined')
  const unused = report.peers.filter(({ state }) => state !== 'joined')
  const parts = [headText(report), joinedText(joined), unusedText(unused)]
  return parts.filter((part) => part !== '').join('\n')
}

function headText(report: PeersReport): string {
  const { neighbours, neighboursMax, tracker } = report
  if (neighbours === 0) return aloneText(report)
  const head = `${neighbours} ${neighbours === 1 ? 'neighbour' : 'neighbours'} joined, at most ${neighboursMax}`
  const lines = [`${head}; tracker ${tracker ? 'connected' : 'OUT OF REACH'}`, ...multicastProblem(report)]
  return textOf(lines)
}

function aloneText(report: PeersReport): string {
  const { aloneSec, multicast, tracker, peers } = report
  const how = multicast === null ? 'multicast is off' : `by multicast on ${multicast.serviceTag}`
  const devices = peers.filter(({ role, found }) => role !== 'seeder' && found !== 'static').length
  return textOf([
    `NO NEIGHBOUR for ${durationText(aloneSec ?? 0)} (${how}); tracker ${tracker ? 'connected' : 'OUT OF REACH'}`,
    'The node goes on looking, and takes what it needs over the WAN meanwhile.',
    ...multicastProblem(report),
    ...(devices > 0 ? seenChecks : unseenChecks),
  ])
}

const seenChecks = [
  'Devices were seen and could not be joined: the reasons are below.',
  'Where none can be reached: do access point and switch let devices talk to each',
  'other ("client isolation" off), and does a firewall let their TCP ports through?',
]

const unseenChecks = [
  'Check that another device of this fleet is on, in the same network or VLAN;',
  'that multicast passes there (UDP 5353 to 224.0.0.251, IGMP snooping);',
  'that service-tag under [discovery] in node.toml is the same on all of them;',
  'or name one of them in peers = ["/ip4/..."] under [discovery].',
]

function multicastProblem({ multicast }: PeersReport): readonly string[] {
  return typeof multicast?.problem === 'string' ? wrap(`MULTICAST: ${multicast.problem}`) : []
}

function joinedText(peers: readonly PeerReport[]): string {
  if (peers.length === 0) return ''
  const rows = peers.map((each) => [
    shortName(each.peer),
    each.link ?? '',
    each.role === 'seeder' ? 'tracker' : 'device',
    foundWords[each.found],
    durationText(each.stateSec),
    bytesText(each.receivedBytes),
    bytesText(each.sentBytes),
  ])
  return textOf(columns([['joined', 'link', 'role', 'found', 'for', 'received', 'sent'], ...rows]))
}

const foundWords: Readonly<Record<Found, string>> = {
  mdns: 'by multicast',
  exchange: 'by a neighbour',
  tracker: 'by the tracker',
  remembered: 'earlier',
  static: 'node.toml',
  inbound: 'it dialled us',
}

function unusedText(peers: readonly PeerReport[]): string {
  if (peers.length === 0) return ''
  const lines = peers.slice(0, unusedMax).flatMap((each) => {
    const [address = 'no address is known'] = each.addresses
    return [
      `${shortName(each.peer)}  ${stateText(each)}, found ${foundText(each)}`,
      `  ${cut(address.replace(/\/p2p\/.*/, ''), widthMax - 2)}`,
      ...(each.reason === '' ? [] : wrap(cut(plainReason(each), reasonWidthMax), '  ')),
    ]
  })
  const more = peers.length - unusedMax
  return textOf([
    'not joined',
    ...lines,
    ...(more > 0 ? [`and ${more} more: 'mycel node peers --json' has them all`] : []),
  ])
}

function foundText({ found }: PeerReport): string {
  return found === 'static' ? 'in node.toml' : foundWords[found]
}

function stateText({ state, stateSec, nextTrySec }: PeerReport): string {
  const again = nextTrySec === null ? '' : `, again in ${durationText(nextTrySec)}`
  switch (state) {
    case 'not-needed':
      return 'not needed'
    case 'trying':
      return `being dialled for ${durationText(stateSec)}`
    default:
      return `${state}${again}`
  }
}

/** A reason names addresses with peer ids, which are told already. */
function plainReason({ reason }: PeerReport): string {
  return reason.replace(/\/p2p\/\w+/g, '')
}

/** The end of a peer id: all begin alike. */
function shortName(peer: string): string {
  return `…${peer.slice(-8)}`
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`
}

/** Breaks a text between words; a longer word is broken where the line ends. */
function wrap(text: string, indent = ''): readonly string[] {
  const width = widthMax - indent.length
  const words = text.split(/\s+/).flatMap((word) => word.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [])
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.map((line) => indent + line)
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}
