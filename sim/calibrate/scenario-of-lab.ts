import { UserError } from '#core/errors.ts'
import type { Fault } from '#sim/faults/fault.ts'
import type { Scenario, SiteClass } from '#sim/scenario/scenario.ts'
import { type LabRun, nameOf } from './lab-run.ts'

/** What the model is given in the place of a lab run: its devices run and have met when the release comes, and do not reboot. */
export interface LabModel {
  readonly scenario: Scenario
  readonly faults: readonly Fault[]
}

/** One way, on the WAN: half of the 50 ms that the queue of a lab's router holds while the link is full. */
const wanLatencyMs = 25

/** One way, from device to device in one machine. */
const lanLatencyMs = 1

/** What a device decodes and what its flash takes, in MiB a second: never what a lab run of a few Mbit/s waits for. */
const decodeMiBps = 40
const flashMiBps = 40

/** The run ends here, so many times later than its WAN links need. */
const patience = 10

/** The same run for the model. Throws {@link UserError} for faults that it has no counterpart for. */
export function modelOfLab(lab: LabRun): LabModel {
  const { imageBytes, chunkBytes, payloadBytes, devicesPerSite, wanMbit } = lab
  const scenario: Scenario = {
    name: nameOf(lab),
    title: 'A run of the network lab.',
    policy: 'mycel',
    sites: siteClassesOf(lab),
    release: {
      version: '2.0.0',
      imageBytes,
      chunkBytes,
      payloadBytes: { full: imageBytes, from: {} },
      chunksPerPack: 1,
      documentBytes: Math.max(1, payloadBytes - imageBytes),
      exact: undefined,
    },
    faults: [],
    originMbit: undefined,
    endSeconds: Math.ceil(patience * devicesPerSite * idealSeconds(payloadBytes, wanMbit)),
    startsAt: '09:00',
    expect: [],
  }
  return { scenario, faults: lab.faults.flatMap((words) => faultsOf(words, lab)) }
}

/** What is wrong with the network befalls the first site of a lab. */
function siteClassesOf({ sites, devicesPerSite, wanMbit, lanMbit, faults }: LabRun): readonly SiteClass[] {
  const usual: SiteClass = {
    name: 'lab',
    sites: sites - 1,
    devices: devicesPerSite,
    wanDownMbit: wanMbit,
    wanUpMbit: wanMbit,
    wanLatencyMs,
    wanLoss: 0,
    lanMbit,
    lanLatencyMs,
    radioMbit: undefined,
    reach: 'all',
    hasWan: true,
    arriveWithinSeconds: 0,
    updatedShare: 0,
    versions: [{ version: '1.0.0', share: 1 }],
    wanHours: undefined,
    wanBudgetMiB: undefined,
    decodeMiBps,
    flashMiBps,
  }
  const reach = faults.includes('isolate') ? 'isolated' : faults.includes('block-multicast') ? 'no-multicast' : 'all'
  return [{ ...usual, name: 'first', sites: 1, reach }, ...(sites > 1 ? [usual] : [])]
}

/** A fault of the lab (`kill:2`, `cut-wan@10+20`) as the model has it. */
function faultsOf(words: string, lab: LabRun): readonly Fault[] {
  if (words === 'isolate' || words === 'block-multicast') return []
  const [, count] = /^kill:(\d+)$/.exec(words) ?? []
  if (count !== undefined) return Array.from({ length: Number(count) }, (_, index) => killed(index, Number(count), lab))
  const [, at, seconds] = /^cut-wan@([\d.]+)\+(\d+)$/.exec(words) ?? []
  if (at !== undefined) return [{ kind: 'wan-down', at: Number(at), seconds: Number(seconds), site: 0 }]
  throw new UserError(
    `the model has nothing for the lab's fault ${words}: calibrate with kill, cut-wan, block-multicast, isolate or none`,
  )
}

/** The last devices of the first site die, at the moments that `test/lab/site/disturbances.ts` chooses by the seed. */
function killed(index: number, count: number, { devicesPerSite, seed, payloadBytes, wanMbit }: LabRun): Fault {
  const share = 0.1 + (0.8 * (((index + 1) * 7_919 * seed) % 97)) / 97
  const device = devicesPerSite - count + index
  return { kind: 'dies', at: idealSeconds(payloadBytes, wanMbit) * share, seconds: 0, device }
}

function idealSeconds(bytes: number, mbit: number): number {
  return (bytes * 8) / (mbit * 1e6)
}
