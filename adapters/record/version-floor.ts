import { FileSectors } from '#adapters/record/file-sectors.ts'
import { RecordPair } from '#adapters/record/record-pair.ts'
import { FormatError } from '#core/errors.ts'
import type { VersionFloor, Versions } from '#core/metadata/versions.ts'
import { noVersions, raiseFloor } from '#core/metadata/versions.ts'
import type { RecordSectors } from '#core/record/record-sectors.ts'

/** The floor of a node, in the files `version-floor.0` and `version-floor.1` of a directory that exists. */
export function openVersionFloor(directory: string): VersionFloor {
  return new RecordVersionFloor(new FileSectors(directory, 'version-floor'), directory)
}

/** A floor kept in a record pair as JSON. `place` is named in messages. */
export class RecordVersionFloor implements VersionFloor {
  readonly #pair: RecordPair

  constructor(sectors: RecordSectors, place: string) {
    this.#pair = new RecordPair({
      sectors,
      subject: `version floor in ${place}`,
      advice: 'check the medium, then provision the device again: it can no longer tell old metadata from new',
    })
  }

  async read(): Promise<Versions | undefined> {
    const payload = await this.#pair.read()
    return payload && decodeVersions(payload)
  }

  async write(versions: Versions): Promise<void> {
    const raised = raiseFloor((await this.read()) ?? noVersions, versions)
    await this.#pair.write(new TextEncoder().encode(JSON.stringify(raised)))
  }
}

function decodeVersions(payload: Uint8Array): Versions {
  const fields = parseObject(payload)
  const version = (role: string): number => {
    const value = fields[role]
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
    throw new FormatError('version floor', `${role} is not a version: ${JSON.stringify(value)?.slice(0, 80)}`)
  }
  return {
    root: version('root'),
    timestamp: version('timestamp'),
    snapshot: version('snapshot'),
    targets: version('targets'),
    // Nodes before rollouts kept no such number.
    rollouts: 'rollouts' in fields ? version('rollouts') : 0,
  }
}

function parseObject(payload: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(new TextDecoder().decode(payload)))
  } catch (cause) {
    throw new FormatError('version floor', 'is not JSON', { cause })
  }
}
