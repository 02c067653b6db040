import { parseArgs } from 'node:util'
import type { LabDevice, LabShape } from './topology.ts'
import { devicesPerSiteMax, sitesMax } from './topology.ts'

/** Something that goes wrong during a lab run. Times count from the offer of the release, in s. */
export type LabFault =
  | { readonly type: 'kill'; readonly devices: number }
  | { readonly type: 'block-multicast' }
  | { readonly type: 'isolate' }
  | { readonly type: 'slow'; readonly devices: number; readonly mbit: number }
  | { readonly type: 'late'; readonly devices: number }
  | { readonly type: 'cut-wan'; readonly atSec: number; readonly forSec: number }

/** What a lab run is asked for. */
export interface LabPlan {
  readonly shape: LabShape
  readonly input:
    | { readonly type: 'payload'; readonly bytes: number }
    | { readonly type: 'images'; readonly old: string; readonly new: string }
  readonly faults: readonly LabFault[]
  readonly seed: number
  readonly json: boolean
  readonly keep: boolean
}

/** A command line of the lab cannot be read; the message says what to write. */
export class LabUsage extends Error {}

const usage = `usage: npm run lab -- [--sites 1] [--devices 20] [--wan 20] [--lan 200] [--payload 64MiB | --image OLD --image NEW]
                     [--fault kill:5 | block-multicast | isolate | slow:1@5 | late:1 | cut-wan@10+20]… [--seed 1] [--keep] [--json]`

/** Reads the command line. Throws {@link LabUsage}. */
export function parseLabArguments(words: readonly string[]): LabPlan {
  const { values } = parse(words)
  const image = values.image ?? []
  if (image.length !== 0 && image.length !== 2)
    throw new LabUsage('--image is given twice: the old file, then the new one')
  const [oldImage, newImage] = image
  return {
    shape: {
      sites: whole('--sites', values.sites, sitesMax),
      devicesPerSite: whole('--devices', values.devices, devicesPerSiteMax),
      wanMbit: whole('--wan', values.wan, 10_000),
      lanMbit: whole('--lan', values.lan, 10_000),
    },
    input:
      oldImage !== undefined && newImage !== undefined
        ? { type: 'images', old: oldImage, new: newImage }
        : { type: 'payload', bytes: parseSize(values.payload) },
    faults: (values.fault ?? []).map(parseFault),
    seed: whole('--seed', values.seed, 2 ** 31),
    json: values.json,
    keep: values.keep,
  }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        sites: { type: 'string', default: '1' },
        devices: { type: 'string', default: '20' },
        wan: { type: 'string', default: '20' },
        lan: { type: 'string', default: '200' },
        payload: { type: 'string', default: '64MiB' },
        image: { type: 'string', multiple: true },
        fault: { type: 'string', multiple: true },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new LabUsage(`${(error as Error).message}\n${usage}`)
  }
}

/** Reads a fault: `kill:5`, `slow:1@5` (devices at Mbit/s), `cut-wan@10+20` (at s for s). */
export function parseFault(text: string): LabFault {
  const [, name, devices, at, plus] = /^([a-z-]+)(?::(\d+))?(?:@(\d+))?(?:\+(\d+))?$/.exec(text) ?? []
  const count = devices === undefined ? 1 : Number(devices)
  switch (name) {
    case 'kill':
    case 'late':
      return { type: name, devices: count }
    case 'block-multicast':
    case 'isolate':
      return { type: name }
    case 'slow':
      if (at !== undefined) return { type: 'slow', devices: count, mbit: Number(at) }
      break
    case 'cut-wan':
      if (at !== undefined) return { type: 'cut-wan', atSec: Number(at), forSec: Number(plus ?? 20) }
      break
  }
  throw new LabUsage(`${JSON.stringify(text)} is no fault\n${usage}`)
}

/** Reads a size such as `64MiB`, `512KiB` or `1000`. */
export function parseSize(text: string): number {
  const [, digits, unit] = /^(\d+)(KiB|MiB|GiB)?$/.exec(text) ?? []
  if (digits === undefined) throw new LabUsage(`${JSON.stringify(text)} is no size: write 64MiB or 512KiB`)
  const factors: Readonly<Record<string, number>> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }
  return Number(digits) * (factors[unit ?? ''] ?? 1)
}

/** Which devices a fault hits: the last ones of the first site, so that every run hits the same. */
export function devicesHit(devices: readonly LabDevice[], count: number): readonly LabDevice[] {
  return devices.filter(({ site }) => site === 1).slice(-count)
}

function whole(option: string, text: string, max: number): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > max) {
    throw new LabUsage(`${option} takes a whole number from 1 to ${max}, not ${JSON.stringify(text)}\n${usage}`)
  }
  return number
}
