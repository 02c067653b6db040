import { parseArgs } from 'node:util'
import { chunkSizes } from '#core/chunk-geometry.ts'
import { faultWords, type LabFault, parseFault } from './lab-fault.ts'
import type { LabShape } from './topology.ts'
import { devicesPerSiteMax, sitesMax } from './topology.ts'

/** What a lab run is asked for. */
export interface LabPlan {
  readonly shape: LabShape
  readonly input:
    | { readonly type: 'payload'; readonly bytes: number }
    | { readonly type: 'images'; readonly old: string; readonly new: string }
  /** Undefined: as the builder chooses. */
  readonly chunkBytes: number | undefined
  readonly faults: readonly LabFault[]
  /** The faults as they were written. */
  readonly faultTexts: readonly string[]
  readonly seed: number
  readonly json: boolean
  /** Logs are kept, and devices log what peers do. */
  readonly keep: boolean
}

/** A command line of the lab cannot be read; the message says what to write. */
export class LabUsage extends Error {}

const usage = `usage: npm run lab -- [--sites 1] [--devices 20] [--wan 20] [--lan 200] [--payload 64MiB | --image OLD --image NEW]
                     [--chunk 64KiB|256KiB|1MiB] [--fault FAULT]… [--seed 1] [--keep] [--json]
  FAULT: ${faultWords}`

/** Reads the command line. Throws {@link LabUsage}. */
export function parseLabArguments(words: readonly string[]): LabPlan {
  const { values } = parse(words)
  const input = inputOf(values.payload, values.image ?? [])
  const faultTexts = values.fault ?? []
  const faults = faultTexts.map(faultOf)
  const makesImages = faults.filter(({ type }) => type === 'mixed' || type === 'two-products')
  if (makesImages.length > 1) throw new LabUsage(`mixed and two-products exclude each other\n${usage}`)
  if (makesImages.length > 0 && input.type === 'images')
    throw new LabUsage(`mixed and two-products make images of their own: leave --image out\n${usage}`)
  return {
    shape: {
      sites: whole('--sites', values.sites, sitesMax),
      devicesPerSite: whole('--devices', values.devices, devicesPerSiteMax),
      wanMbit: whole('--wan', values.wan, 10_000),
      lanMbit: whole('--lan', values.lan, 10_000),
    },
    input,
    chunkBytes: values.chunk === undefined ? undefined : chunkSize(values.chunk),
    faults,
    faultTexts,
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
        chunk: { type: 'string' },
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

function inputOf(payload: string, images: readonly string[]): LabPlan['input'] {
  if (images.length === 0) return { type: 'payload', bytes: parseSize(payload) }
  const [oldImage, newImage, third] = images
  if (oldImage === undefined || newImage === undefined || third !== undefined)
    throw new LabUsage('--image is given twice: the old file, then the new one')
  return { type: 'images', old: oldImage, new: newImage }
}

function faultOf(text: string): LabFault {
  const fault = parseFault(text)
  if (fault === undefined) throw new LabUsage(`${JSON.stringify(text)} is no fault\n${usage}`)
  return fault
}

function chunkSize(text: string): number {
  const bytes = parseSize(text)
  if (!chunkSizes.includes(bytes)) throw new LabUsage(`--chunk takes 64KiB, 256KiB or 1MiB, not ${text}\n${usage}`)
  return bytes
}

/** Reads a size such as `64MiB`, `512KiB` or `1000`. */
export function parseSize(text: string): number {
  const [, digits, unit] = /^(\d+)(KiB|MiB|GiB)?$/.exec(text) ?? []
  if (digits === undefined) throw new LabUsage(`${JSON.stringify(text)} is no size: write 64MiB or 512KiB`)
  const factors: Readonly<Record<string, number>> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }
  return Number(digits) * (factors[unit ?? ''] ?? 1)
}

function whole(option: string, text: string, max: number): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > max) {
    throw new LabUsage(`${option} takes a whole number from 1 to ${max}, not ${JSON.stringify(text)}\n${usage}`)
  }
  return number
}
