import { factList } from '#adapters/terminal/fact-list.ts'
import { bytesText } from '#adapters/terminal/quantity.ts'
import type { DeviceDetail, DeviceSummary } from '#tracker/api/schema/fleet.ts'
import { table } from '#tracker/release/commands-table.ts'
import { printable } from './printable.ts'

/** Devices, a line each. */
export function devicesTable({
  items,
  next,
}: {
  readonly items: readonly DeviceSummary[]
  readonly next: string | null
}): string {
  const more = next === null ? '' : `\nThere may be more: --cursor ${next}\n`
  if (items.length === 0) return next === null ? 'No device like this has reported.\n' : `None here.\n${more}`
  const head = ['device', 'product', 'version', 'site', 'heard', 'tags']
  const rows = items.map((device) => [
    device.id,
    device.product,
    device.version,
    device.site,
    timeText(device.lastSeenAt),
    tagsText(device),
  ])
  return table([head, ...rows.map((row) => row.map(printable))], head.length) + more
}

/** A device with what happened to it. */
export function deviceText(device: DeviceDetail): string {
  const { id, product, version, site, firstSeenAt, lastSeenAt, wanBytes, lanBytes, gauges, events } = device
  const measured = Object.entries(gauges).map(([name, number]) => `${name} ${number}`)
  const facts = factList([
    ['device', id],
    ['runs', `${product} ${version}`],
    ['site', site],
    ['tags', tagsText(device) || 'none'],
    ['heard', `${timeText(lastSeenAt)} last, ${timeText(firstSeenAt)} first`],
    ['took', `${bytesText(wanBytes)} over the WAN, ${bytesText(lanBytes)} from neighbours`],
    ['gauges', measured.join(', ') || 'none'],
  ])
  const rows = events.map((event) => [
    timeText(event.heardAt),
    event.type,
    event.version,
    event.rollout,
    event.reason ?? '',
  ])
  const story = table([['when', 'what', 'release', 'rollout', 'why'], ...rows.map((row) => row.map(printable))], 5)
  return events.length === 0 ? facts : `${facts}\n${story}`
}

/** A device as a line of CSV (RFC 4180, but for its line ends); undefined gives the heads. */
export function csvLine(device: DeviceSummary | undefined): string {
  if (device === undefined) return 'id,product,version,site,tags,firstSeenAt,lastSeenAt,wanBytes,lanBytes\n'
  const { id, product, version, site, firstSeenAt, lastSeenAt, wanBytes, lanBytes } = device
  const cells = [id, product, version, site, tagsText(device), firstSeenAt, lastSeenAt, wanBytes, lanBytes]
  return `${cells.map((cell) => csvCell(String(cell))).join(',')}\n`
}

function tagsText({ tags }: Pick<DeviceSummary, 'tags'>): string {
  return Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}

/** A cell that begins like a formula is one for some spreadsheets: an apostrophe keeps it a text. */
function csvCell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

/** A time for people: `2026-11-22 06:15 UTC`. */
export function timeText(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`
}
