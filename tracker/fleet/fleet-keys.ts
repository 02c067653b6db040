import type { PeerName } from '#core/exchange/contract.ts'
import { type DeviceRecord, eventsKept } from '#tracker/engine/fleet/device-record.ts'

/**
 * The keys of a fleet in its store. `device/` and `event/` hold JSON; `seen/`, `version/`, `site/` and `tag/` are empty,
 * lead from what devices are listed by to their names, and are written in one batch with the device; `outcome/` is the
 * queue of what rollouts have to count, and `outcomes` the number of the last one ever.
 */
export const fleetKeys = {
  device: (peer: string) => `device/${peer}`,
  /** The events of a device are a ring: each takes the place of the one that is {@link eventsKept} older. */
  event: (peer: PeerName, number: number) => `event/${peer}/${padded(number % eventsKept, 2)}`,
  outcome: (number: number) => `outcome/${padded(number, 16)}`,
  lastOutcome: 'outcomes',
} as const

/** The beginnings of the keys by which devices are listed; behind each follows the name of the device. */
export const listPrefixes = {
  device: 'device/',
  seen: 'seen/',
  version: (version: string, product: string | undefined) =>
    product === undefined ? `version/${version}/` : `version/${version}/${product}/`,
  site: (site: string) => `site/${escaped(site)}/`,
  tag: (name: string, value: string) => `tag/${escaped(name)}=${escaped(value)}/`,
} as const

/** The keys under which a device is listed. */
export function listKeysOf({ peer, product, running, site, tags, lastSeenAt }: DeviceRecord): readonly string[] {
  return [
    `${listPrefixes.seen}${padded(lastSeenAt, 16)}/${peer}`,
    `${listPrefixes.version(running, product)}${peer}`,
    `${listPrefixes.site(site)}${peer}`,
    ...Object.entries(tags).map(([name, value]) => `${listPrefixes.tag(name, value)}${peer}`),
  ]
}

/** The device that a key of a list leads to. */
export function peerOfKey(key: string): PeerName {
  return key.slice(key.lastIndexOf('/') + 1) as PeerName
}

/** Without the slash that ends it in a key. */
function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0')
}
