import type { LevelStore } from '#adapters/level/level-store.ts'
import { FormatError } from '#core/errors.ts'
import type { DeviceRecord } from '#tracker/engine/fleet/device-record.ts'
import { fleetKeys, listPrefixes, peerOfKey } from './fleet-keys.ts'
import { readJson } from './stored-json.ts'

/**
 * Which devices to list, and where to go on. Without a filter they come as they were heard, the last first; with one, by
 * name.
 */
export interface DeviceQuery {
  readonly filter?: DeviceFilter
  /** `next` of the page before. */
  readonly after?: string | undefined
  /** Devices of a page: 1 to {@link devicesPerPageMax}. */
  readonly limit: number
}

/** What a device has to be; without a field, whatever it is. */
export interface DeviceFilter {
  readonly product?: string | undefined
  readonly version?: string | undefined
  readonly site?: string | undefined
  readonly tag?: { readonly name: string; readonly value: string } | undefined
  /** How its name begins. */
  readonly name?: string | undefined
}

/** A page of devices. It may have fewer than asked for, or none, and still a `next`: then others are to be looked at. */
export interface DevicePage {
  readonly devices: readonly DeviceRecord[]
  /** Where the next page begins; undefined after the last one. */
  readonly next: string | undefined
}

/** The most devices of a page. */
const devicesPerPageMax = 1000

/** Devices that are read at once, and that are looked at for one page at most. */
const readAtOnce = 250
const lookedAtMax = 1500

/** The devices of a query, from the list that is nearest to it. Throws {@link FormatError} on a cursor of another list. */
export async function listDevices(store: LevelStore, { filter = {}, after, limit }: DeviceQuery): Promise<DevicePage> {
  const prefix = prefixFor(filter)
  const devices: DeviceRecord[] = []
  let key = after === undefined ? undefined : keyOfCursor(after, prefix)
  for (let lookedAt = 0; lookedAt < lookedAtMax; lookedAt += readAtOnce) {
    const range = { prefix, after: key, limit: readAtOnce, isReverse: prefix === listPrefixes.seen }
    const keys = (await store.entries(range)).map(([found]) => found)
    const values = await store.getMany(keys.map((found) => fleetKeys.device(peerOfKey(found))))
    for (const [index, found] of keys.entries()) {
      const value = values[index]
      const device = value === undefined ? undefined : readJson<DeviceRecord>(value)
      key = found
      if (device === undefined || !isMeant(filter, device)) continue
      devices.push(device)
      if (devices.length >= Math.min(limit, devicesPerPageMax)) return { devices, next: cursorOf(key) }
    }
    if (keys.length < readAtOnce) return { devices, next: undefined }
  }
  return { devices, next: key === undefined ? undefined : cursorOf(key) }
}

function prefixFor({ product, version, site, tag, name }: DeviceFilter): string {
  if (name !== undefined) return `${listPrefixes.device}${name}`
  if (site !== undefined) return listPrefixes.site(site)
  if (tag !== undefined) return listPrefixes.tag(tag.name, tag.value)
  return version === undefined ? listPrefixes.seen : listPrefixes.version(version, product)
}

function isMeant({ product, version, site, tag, name }: DeviceFilter, device: DeviceRecord): boolean {
  return (
    (product === undefined || device.product === product) &&
    (version === undefined || device.running === version) &&
    (site === undefined || device.site === site) &&
    (tag === undefined || (Object.hasOwn(device.tags, tag.name) && device.tags[tag.name] === tag.value)) &&
    (name === undefined || device.peer.startsWith(name))
  )
}

function cursorOf(key: string): string {
  return Buffer.from(key).toString('base64url')
}

function keyOfCursor(cursor: string, prefix: string): string {
  const key = Buffer.from(cursor, 'base64url').toString('utf8')
  if (key.startsWith(prefix)) return key
  throw new FormatError('cursor', 'belongs to another list: leave it out, and begin with the first page')
}
