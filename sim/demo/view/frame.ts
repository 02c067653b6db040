import { bytesText } from '#sim/demo/bytes-text.ts'
import type { DemoDevice, DeviceState } from '#sim/demo/site/device.ts'
import type { Board, BoardEvent } from './board.ts'

/** What a part of a frame is, for whoever paints it. */
export type Role = 'title' | 'dim' | 'neighbours' | 'wan' | 'good' | 'busy' | 'bad'

/** How a frame is drawn. */
export interface FrameStyle {
  readonly columns: number
  readonly rows: number
  /** Adds colours to a text; they take no column. */
  readonly paint: (role: Role, text: string) => string
  /** The characters of a bar, one column each. */
  readonly glyphs: Readonly<Record<'neighbours' | 'wan' | 'missing', string>>
}

/** The narrowest terminal that a frame is for. */
export const columnsMin = 60

/** The lowest terminal that a frame is for: title, table head, a few devices and events. */
export const rowsMin = 14

/** The events that stay in sight however many devices there are. */
const eventRowsMin = 4

const nameColumns = 9
const chunkColumns = 7
const stateColumns = 12
const bytesColumns = 8

const roleOf: Readonly<Record<DeviceState, Role>> = {
  waiting: 'dim',
  starting: 'dim',
  ready: 'dim',
  planning: 'busy',
  fetching: 'busy',
  verifying: 'busy',
  trial: 'busy',
  confirmed: 'good',
  returned: 'good',
  killed: 'bad',
  'given-up': 'bad',
}

/** A frame of a {@link Board}: at most `rows` lines, none wider than `columns`. All but the bars is ASCII. */
export function frame(board: Board, style: FrameStyle): readonly string[] {
  const head = [...titleLines(board, style), '', tableHead(style)]
  const table = tableLines(board, style, style.rows - head.length - 1 - eventRowsMin)
  const eventRows = style.rows - head.length - table.length - 1
  const events = board.events.slice(-eventRows).map((event) => eventLine(event, style))
  return [...head, ...table, '', ...events]
}

function titleLines(board: Board, { columns, paint }: FrameStyle): string[] {
  const { title, uploadLimit, elapsedMs, devices, dashboard } = board
  const clock = clockText(elapsedMs)
  const total = (of: (device: DemoDevice) => number): number => devices.reduce((sum, device) => sum + of(device), 0)
  const wan = bytesText(total(({ moved }) => moved.wanReceivedBytes))
  const lan = bytesText(total(({ moved }) => moved.lanReceivedBytes))
  const limit = uploadLimit === undefined ? '' : ` (${bytesText(uploadLimit)}/s)`
  const totals = `WAN ${wan}${limit}  LAN ${lan}`
  const { outcome, role } = outcomeOf(devices, dashboard === '' ? 'confirmed' : 'returned')
  return [
    paint('title', fit(`mycel demo: ${title}`, columns - clock.length - 1)) + paint('dim', ` ${clock}`),
    `${fit(totals, columns - outcome.length - 1)} ${paint(role, outcome)}`,
    // Whole, over as many lines as it takes: it is to be copied.
    ...(dashboard.match(new RegExp(`.{1,${columns}}`, 'g')) ?? []).map((part) => paint('dim', part.padEnd(columns))),
  ]
}

/** How many of the devices are where the act is to end. */
function outcomeOf(
  devices: readonly DemoDevice[],
  goal: 'confirmed' | 'returned',
): { readonly outcome: string; readonly role: Role } {
  const concerned = devices.filter(({ isExposed }) => goal === 'confirmed' || isExposed)
  const there = concerned.filter(({ state }) => state === goal).length
  const role = there === concerned.length && there > 0 ? 'good' : 'dim'
  return { outcome: `${there} of ${concerned.length} ${goal}`, role }
}

function tableHead({ columns, paint, glyphs }: FrameStyle): string {
  const width = barColumns(columns)
  const [lan, wan] = width < '# neighbours = WAN'.length ? ['LAN', 'WAN'] : [' neighbours', ' WAN']
  const fill = ' '.repeat(width - `#${lan} =${wan}`.length)
  const bar = `${paint('neighbours', glyphs.neighbours)}${lan} ${paint('wan', glyphs.wan)}${wan}${fill}`
  const state = 'state'.padEnd(stateColumns)
  const numbers = ['from LAN', 'from WAN'].map((text) => text.padStart(bytesColumns)).join(' ')
  return `${'device'.padEnd(nameColumns)} ${bar} ${'chunks'.padStart(chunkColumns)} ${state} ${numbers}`
}

/** The devices, as many as fit, and the intruder. */
function tableLines(board: Board, style: FrameStyle, rows: number): readonly string[] {
  const { devices, intruder } = board
  const lines = devices.map((device) => deviceLine(device, style))
  const intruders = intruder === undefined ? [] : [intruderLine(intruder, board.bannedBy(), style)]
  const room = rows - intruders.length
  if (lines.length <= room) return [...lines, ...intruders]
  const hidden = lines.length - room + 1
  return [...lines.slice(0, room - 1), style.paint('dim', `... and ${hidden} more devices`), ...intruders]
}

function deviceLine(device: DemoDevice, style: FrameStyle): string {
  const { made, total } = device.chunks
  const { lanReceivedBytes, wanReceivedBytes } = device.moved
  const chunks = total === 0 ? '' : `${made}/${total}`
  const numbers = [lanReceivedBytes, wanReceivedBytes].map((bytes) => (bytes === 0 ? '-' : bytesText(bytes)))
  return [
    device.name.padEnd(nameColumns),
    bar(device, style),
    chunks.padStart(chunkColumns),
    style.paint(roleOf[device.state], fit(device.state, stateColumns)),
    ...numbers.map((text) => text.padStart(bytesColumns)),
  ].join(' ')
}

/** Made chunks as a bar, in the proportion in which their bytes came from neighbours and over the WAN. */
function bar({ chunks, moved }: DemoDevice, { columns, paint, glyphs }: FrameStyle): string {
  const width = barColumns(columns)
  const made = chunks.total === 0 ? 0 : Math.round((width * chunks.made) / chunks.total)
  const received = moved.lanReceivedBytes + moved.wanReceivedBytes
  const wan = received === 0 ? 0 : Math.round((made * moved.wanReceivedBytes) / received)
  return (
    paint('neighbours', glyphs.neighbours.repeat(made - wan)) +
    paint('wan', glyphs.wan.repeat(wan)) +
    paint('dim', glyphs.missing.repeat(width - made))
  )
}

function intruderLine({ name, state }: DemoDevice, bannedBy: number, { columns, paint }: FrameStyle): string {
  const text =
    bannedBy === 0
      ? `an enemy that serves corrupted bytes, ${state}`
      : `banned by ${bannedBy} device${bannedBy === 1 ? '' : 's'}`
  return `${name.padEnd(nameColumns)} ${paint(bannedBy === 0 ? 'dim' : 'bad', fit(text, columns - nameColumns - 1))}`
}

function eventLine({ atMs, who, what }: BoardEvent, { columns, paint }: FrameStyle): string {
  const clock = clockText(atMs)
  return `${paint('dim', clock)} ${fit(`${who.padEnd(nameColumns)} ${what}`, columns - clock.length - 1)}`
}

function barColumns(columns: number): number {
  return columns - nameColumns - chunkColumns - stateColumns - 2 * bytesColumns - 5
}

/** Exactly so many characters of a text; what does not fit is replaced by dots. */
function fit(text: string, columns: number): string {
  return text.length <= columns ? text.padEnd(columns) : `${text.slice(0, columns - 3)}...`
}

/** Minutes and seconds: `1:07`. */
function clockText(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
