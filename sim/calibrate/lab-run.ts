import { UserError } from '#core/errors.ts'

/** One run of the network lab, as `npm run lab -- … --json` prints it: what the model needs of it. */
export interface LabRun {
  readonly sites: number
  readonly devicesPerSite: number
  /** Of each site's WAN link, and of each device's link to its site. */
  readonly wanMbit: number
  readonly lanMbit: number
  /** As they were written on the lab's command line. */
  readonly faults: readonly string[]
  readonly seed: number
  /** Of the new image, which no delta makes smaller. */
  readonly imageBytes: number
  readonly chunkBytes: number
  /** One copy of everything that travels: payloads and documents. */
  readonly payloadBytes: number
  /** Bytes at the WAN link for each of these, all sites on average. */
  readonly wanCopies: number
  /** When half of the devices, and when the last, had verified the image. */
  readonly medianSeconds: number
  readonly seconds: number
  /** Devices that should have finished and did not. */
  readonly missing: number
}

/** What must be a number above 0. */
const positives = [
  'sites',
  'devicesPerSite',
  'wanMbit',
  'lanMbit',
  'imageBytes',
  'chunkBytes',
  'payloadBytes',
  'wanCopies',
  'medianSeconds',
  'seconds',
] as const satisfies readonly (keyof LabRun)[]

/** Reads what the lab printed. Throws {@link UserError} on anything else; `path` names the file in it. */
export function readLabRun(text: string, path: string): LabRun {
  const run = objectIn(text, path) as Partial<LabRun>
  const lacking = positives.filter((key) => !(Number(run[key]) > 0))
  if (lacking.length > 0 || !Number.isSafeInteger(run.seed) || !Array.isArray(run.faults)) {
    const keys = lacking.length > 0 ? ` (${lacking.join(', ')})` : ''
    throw new UserError(
      `${path} is not what a calibration needs${keys}: take the output of 'npm run lab -- --payload 16MiB --chunk 64KiB --json'`,
    )
  }
  if (run.missing !== 0) {
    throw new UserError(
      `${path}: ${run.missing} devices did not finish, so it says nothing of times: run the lab again`,
    )
  }
  return run as LabRun
}

/** What a lab run was, in words: `1 site × 8 devices, kill:2`. */
export function nameOf({ sites, devicesPerSite, faults }: LabRun): string {
  return [`${sites} site${sites === 1 ? '' : 's'} × ${devicesPerSite} devices`, ...faults].join(', ')
}

function objectIn(text: string, path: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch (error) {
    throw new UserError(`${path} is no lab run: it is not JSON (${(error as Error).message})`)
  }
  throw new UserError(`${path} is no lab run: it holds no object`)
}
