import type { LabPlan } from '#test/lab/lab-arguments.ts'
import type { DeviceOutcome, DeviceSummary } from '#test/lab/site/device-run.ts'
import type { SiteRunOutcome } from '#test/lab/site/site-run.ts'

/**
 * What a lab run comes to. Copies are bytes at a link per byte of payload; TCP alone makes 1.046 of them. The payload
 * is what one copy of all releases is that were offered; with `mixed` the cheapest mix and its metadata.
 */
export interface LabReport {
  readonly sites: number
  readonly devicesPerSite: number
  readonly wanMbit: number
  readonly lanMbit: number
  readonly faults: readonly string[]
  readonly payloadBytes: number
  /** Of the image where it is noise, which no delta makes smaller; undefined for images that were given or made mixed. */
  readonly imageBytes: number | undefined
  /** As it was asked for; undefined where the builder chose. */
  readonly chunkBytes: number | undefined
  readonly seed: number
  /** Into a site over its WAN link: all sites on average, and the worst. */
  readonly wanCopies: number
  readonly wanCopiesMax: number
  /** Out of the worst site. */
  readonly wanUpCopies: number
  /** Into the worst site for devices that started after all others were done. */
  readonly lateCopies: number
  /** Out of the tracker, per site. */
  readonly originCopies: number
  /** Into each device that was there from the start. */
  readonly lanCopies: number
  /** Of `wanCopies`, what devices took that corrupt or lie: nobody can keep them from it. */
  readonly enemyCopies: number
  /** Copies of each product's own payload, all sites on average: bytes at the link are divided as devices received them. */
  readonly productCopies: Readonly<Record<string, number>>
  /** Last device that was expected to finish / ideal time of the WAN link. */
  readonly timeRatio: number
  /** The same without devices that were made slow. */
  readonly timeRatioOthers: number
  /** What every device alone would come to: each takes a copy of its own through the same link. */
  readonly isolated: { readonly wanCopiesPerDevice: number; readonly timeRatioOfPlain: number }
  readonly seconds: number
  /** When half of the devices that were expected to finish had. */
  readonly medianSeconds: number
  /** Expected devices that did not finish. */
  readonly missing: number
  /** Devices that say they finished and hold other bytes than the release. */
  readonly wrongSlots: number
  /** How often peers joined, by how devices had found them. */
  readonly peers: { readonly mdns: number; readonly dialled: number; readonly inbound: number }
  /** Share of what devices received that came from neighbours. */
  readonly peerShare: number
  /** Of the whole life of a device, its start included. */
  readonly cpuSecondsPerDevice: number
  /** The share of all processors that was busy during the update, 0 to 1: near 1 the machine was the limit. */
  readonly cpuBusy: number
  /** The most that a device took at its peak. The program of a liar is not the product: its memory does not count. */
  readonly rssMb: number
  readonly rssMbMedian: number
  readonly machineLoad: number
}

/** Puts a run's outcome into ratios. `machineLoad` is the load average of the machine. */
export function reportOf(plan: LabPlan, outcome: SiteRunOutcome, machineLoad: number): LabReport {
  const { shape } = plan
  const { devices, bytes } = outcome
  const payloadBytes = sum(outcome.ideals.map((ideal) => ideal.bytes))
  const idealMs = (payloadBytes * 8) / (shape.wanMbit * 1000)
  const expected = devices.filter(({ role }) => role === 'usual' || role === 'slow')
  const early = devices.filter(({ role }) => role !== 'late').length
  const lastMs = lastStagedMs(expected)
  const copies = bytes.wan.map(({ inBytes }) => inBytes / payloadBytes)
  const wanCopies = sum(copies) / shape.sites
  const summaries = devices.map(({ summary }) => summary).filter((summary) => summary !== undefined)
  const products = devices.filter(({ role }) => role !== 'lie').flatMap(({ summary }) => summary ?? [])
  const memories = products.map(({ peakMemoryBytes }) => peakMemoryBytes / 1e6)
  return {
    sites: shape.sites,
    devicesPerSite: shape.devicesPerSite,
    wanMbit: shape.wanMbit,
    lanMbit: shape.lanMbit,
    faults: plan.faultTexts,
    payloadBytes,
    imageBytes: noiseBytes(plan),
    chunkBytes: plan.chunkBytes,
    seed: plan.seed,
    wanCopies: rounded(wanCopies),
    wanCopiesMax: rounded(Math.max(...copies)),
    wanUpCopies: rounded(Math.max(...bytes.wan.map(({ outBytes }) => outBytes)) / payloadBytes),
    lateCopies: rounded(lateBytes(outcome) / payloadBytes),
    originCopies: rounded(bytes.originBytes / payloadBytes / shape.sites),
    lanCopies: rounded(bytes.lanBytes / payloadBytes / Math.max(early, 1)),
    enemyCopies: rounded(wanCopies * wanShare(devices, ({ role }) => role === 'corrupt' || role === 'lie')),
    productCopies: productCopies(outcome, payloadBytes * wanCopies),
    timeRatio: rounded(lastMs / idealMs),
    timeRatioOthers: rounded(lastStagedMs(expected.filter(({ role }) => role !== 'slow')) / idealMs),
    isolated: {
      wanCopiesPerDevice: rounded(wanCopies / shape.devicesPerSite),
      timeRatioOfPlain: rounded(lastMs / idealMs / shape.devicesPerSite),
    },
    seconds: rounded(lastMs / 1000),
    medianSeconds: rounded(median(expected.map(({ stagedMs }) => stagedMs ?? Number.POSITIVE_INFINITY)) / 1000),
    missing: devices.filter(({ role, stagedMs }) => stagedMs === undefined && mustFinish.has(role)).length,
    wrongSlots: devices.filter(({ hasWrongSlot }) => hasWrongSlot).length,
    peers: {
      mdns: sum(summaries.map(({ mdnsJoins }) => mdnsJoins)),
      dialled: sum(summaries.map(({ dialledJoins }) => dialledJoins)),
      inbound: sum(summaries.map(({ inboundJoins }) => inboundJoins)),
    },
    peerShare: rounded(peerShare(summaries)),
    cpuSecondsPerDevice: rounded(sum(summaries.map(({ cpuSeconds }) => cpuSeconds)) / Math.max(summaries.length, 1)),
    cpuBusy: rounded(outcome.cpuBusy),
    rssMb: Math.round(Math.max(0, ...memories)),
    rssMbMedian: Math.round(median(memories)),
    machineLoad,
  }
}

const mustFinish: ReadonlySet<DeviceOutcome['role']> = new Set(['usual', 'slow', 'late'])

/** The middle one of some numbers, the higher of two; 0 where there is none. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}

function noiseBytes({ input, faults }: LabPlan): number | undefined {
  return input.type === 'payload' && !faults.some(({ type }) => type === 'mixed') ? input.bytes : undefined
}

/** When the last of some devices was staged, in ms; infinity where one was not. */
function lastStagedMs(devices: readonly DeviceOutcome[]): number {
  return Math.max(...devices.map(({ stagedMs }) => stagedMs ?? Number.POSITIVE_INFINITY))
}

function lateBytes({ bytes, bytesWithLate }: SiteRunOutcome): number {
  return Math.max(...bytes.wan.map(({ inBytes }, site) => (bytesWithLate.wan[site]?.inBytes ?? 0) - inBytes))
}

/** How much of the traffic over the WAN was that of some devices, by what their sockets counted. */
function wanShare(devices: readonly DeviceOutcome[], isMeant: (device: DeviceOutcome) => boolean): number {
  const wanBytes = (some: readonly DeviceOutcome[]): number =>
    sum(some.map(({ summary }) => summary?.wanSocketBytes ?? 0))
  return wanBytes(devices.filter(isMeant)) / Math.max(wanBytes(devices), 1)
}

function productCopies({ ideals, devices }: SiteRunOutcome, wanBytes: number): Readonly<Record<string, number>> {
  const copies = ideals.map(({ product, bytes }): [string, number] => {
    const share = wanShare(devices, (device) => device.product === product)
    return [product, rounded((wanBytes * share) / bytes)]
  })
  return Object.fromEntries(copies)
}

function peerShare(summaries: readonly DeviceSummary[]): number {
  const lan = sum(summaries.map(({ lanReceivedBytes }) => lanReceivedBytes))
  const wan = sum(summaries.map(({ wanReceivedBytes }) => wanReceivedBytes))
  return lan / Math.max(lan + wan, 1)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function rounded(number: number): number {
  return Math.round(number * 1000) / 1000
}
