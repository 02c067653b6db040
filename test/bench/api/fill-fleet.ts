import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readSeed } from '#adapters/keys/key-file.ts'
import type { SigningKey } from '#core/identity/signing-key.ts'
import { Fleet as Vendor } from '#test/node/hostile/fleet.ts'
import { Fleet } from '#tracker/fleet/fleet.ts'
import { keyFile, loadKey } from '#tracker/keys/key-files.ts'
import { benchHost, benchReport, benchVersions, quickly } from './bench-devices.ts'

/** A tracker's folders, with devices that have all reported once. */
export interface FilledFleet {
  readonly repository: string
  readonly keys: string
  readonly state: string
  readonly devices: number
  /** What certifies its devices. */
  readonly authority: SigningKey
  /** How long signing the first reports of all devices took, and how long taking them; in s. */
  readonly signingSec: number
  readonly takingSec: number
}

/** Devices that report at once. */
const atOnce = 500

/** Bytes of the images, which nobody fetches. */
const imageBytes = 4096

/** Fills a fleet by the way of every report, into a folder; one that an earlier call filled as much is used again. */
export async function fillFleet(directory: string, devices: number): Promise<FilledFleet> {
  const mark = join(directory, 'filled.json')
  const known = JSON.parse(await readFile(mark, 'utf8').catch(() => '{}')) as Partial<FilledFleet>
  const keys = join(directory, 'keys')
  if (known.devices === devices) return { ...(known as FilledFleet), authority: await authorityOf(keys) }
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  const vendor = await Vendor.make(directory)
  for (const version of Object.values(benchVersions)) await vendor.publish(version, new Uint8Array(imageBytes))
  const { repository } = vendor
  const state = `${repository}.state`
  const authority = await authorityOf(keys)
  const facts = { repository, keys, state, devices, ...(await fill(join(state, 'fleet'), devices, authority)) }
  await writeFile(mark, JSON.stringify(facts))
  return { ...facts, authority }
}

async function fill(
  directory: string,
  devices: number,
  authority: SigningKey,
): Promise<Pick<FilledFleet, 'signingSec' | 'takingSec'>> {
  const fleet = await Fleet.open(directory, () => [authority.publicKey])
  let [signingSec, takingSec] = [0, 0]
  for (let first = 0; first < devices; first += atOnce) {
    const indices = Array.from({ length: Math.min(atOnce, devices - first) }, (_, offset) => first + offset)
    const began = performance.now()
    const reports = indices.map((index) => [index, benchReport(index, firstReport(index), authority)] as const)
    const signed = performance.now()
    const origin = { at: Date.now() }
    await Promise.all(reports.map(([index, report]) => fleet.take([report], { ...origin, host: benchHost(index) })))
    signingSec += (signed - began) / 1000
    takingSec += (performance.now() - signed) / 1000
  }
  await fleet.close()
  return { signingSec, takingSec }
}

function firstReport(index: number) {
  const traffic = { wanBytes: 1_000_000 + index, lanBytes: 9_000_000 + index }
  return { sequence: 1, event: { type: 'alive', gauges: { 'free-mib': 100 + (index % 50) }, traffic } } as const
}

async function authorityOf(keys: string): Promise<SigningKey> {
  return quickly(await loadKey(keys, 'authority'), await readSeed(keyFile(keys, 'authority')))
}
