import { readFile } from 'node:fs/promises'
import { messageOf, UserError } from '#core/errors.ts'
import { parseVersion } from '#core/format/name.ts'

/** How many devices of a product run each version, as they last reported it. */
export type FleetVersions = ReadonlyMap<string, number>

/** The most bytes of a file of counts: a few thousand versions are far below it. */
const fileBytesMax = 1024 * 1024

/**
 * Reads a file of counts, `{ "versions": { "1.2.0": 431 } }`. Throws {@link UserError} that names the file and what
 * is wrong in it.
 */
export async function readFleetVersions(path: string): Promise<FleetVersions> {
  try {
    const content = await readFile(path)
    if (content.byteLength > fileBytesMax) throw new UserError(`it has more than ${fileBytesMax} bytes`)
    return parseFleetVersions(JSON.parse(content.toString('utf8')))
  } catch (cause) {
    const advice = 'write { "versions": { "1.2.0": 431 } }, with the number of devices that run each version'
    throw new UserError(`${path} cannot be used as the versions of a fleet (${messageOf(cause)}): ${advice}`, { cause })
  }
}

/** The counts in parsed JSON. Throws {@link FormatError} or {@link UserError} on anything else. */
function parseFleetVersions(value: unknown): FleetVersions {
  const versions: unknown = Object(value).versions
  if (typeof versions !== 'object' || versions === null || Array.isArray(versions)) {
    throw new UserError('it has no object "versions"')
  }
  const counts = Object.entries(versions as Readonly<Record<string, unknown>>)
  return new Map(counts.map(([version, devices]) => [parseVersion(version), parseDevices(version, devices)]))
}

function parseDevices(version: string, devices: unknown): number {
  if (typeof devices === 'number' && Number.isSafeInteger(devices) && devices >= 0) return devices
  throw new UserError(`${version} is run by ${JSON.stringify(devices)}, which is no whole number from 0`)
}
