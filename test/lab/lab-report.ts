import type { LabPlan } from './lab-arguments.ts'
import type { SiteRunOutcome } from './site-run.ts'

/** What a lab run comes to. Copies are bytes at the WAN link per byte of payload; TCP alone makes 1.046 of them. */
export interface LabReport {
  readonly sites: number
  readonly devicesPerSite: number
  readonly wanMbit: number
  readonly lanMbit: number
  readonly payloadBytes: number
  readonly wanCopies: number
  readonly wanCopiesMax: number
  readonly wanUpCopies: number
  /** WAN copies that devices added which started after all others were done. */
  readonly lateCopies: number
  /** Last device that was expected to finish / ideal time of the WAN link. */
  readonly timeRatio: number
  /** The same without devices that were made slow. */
  readonly timeRatioOthers: number
  readonly seconds: number
  /** Expected devices that did not finish. */
  readonly missing: number
  /** Share of what devices received that came from neighbours. */
  readonly peerShare: number
  readonly rssMb: number
  readonly machineLoad: number
}

/** Puts a run's outcome into ratios. */
export function reportOf(plan: LabPlan, outcome: SiteRunOutcome, machine: { readonly load: number }): LabReport {
  const { shape } = plan
  const expected = outcome.devices.filter((device) => !device.isKilled && !device.isLate)
  const idealMs = (outcome.payloadBytes * 8) / (shape.wanMbit * 1000)
  const lastMs = (devices: typeof expected): number =>
    Math.max(...devices.map((device) => device.stagedMs ?? Number.POSITIVE_INFINITY))
  const copies = outcome.wan.map(({ inBytes }) => inBytes / outcome.payloadBytes)
  const lan = sum(outcome.devices.map((device) => device.lanReceivedBytes))
  const wan = sum(outcome.devices.map((device) => device.wanReceivedBytes))
  return {
    sites: shape.sites,
    devicesPerSite: shape.devicesPerSite,
    wanMbit: shape.wanMbit,
    lanMbit: shape.lanMbit,
    payloadBytes: outcome.payloadBytes,
    wanCopies: rounded(sum(copies) / copies.length),
    wanCopiesMax: rounded(Math.max(...copies)),
    wanUpCopies: rounded(Math.max(...outcome.wan.map(({ outBytes }) => outBytes)) / outcome.payloadBytes),
    lateCopies: rounded(Math.max(...outcome.wan.map(({ lateInBytes }) => lateInBytes)) / outcome.payloadBytes),
    timeRatio: rounded(lastMs(expected) / idealMs),
    timeRatioOthers: rounded(lastMs(expected.filter((device) => !device.isSlow)) / idealMs),
    seconds: rounded(lastMs(expected) / 1000),
    missing: expected.filter((device) => device.stagedMs === undefined).length,
    peerShare: rounded(lan / Math.max(lan + wan, 1)),
    rssMb: Math.round(Math.max(...outcome.devices.map((device) => device.peakMemoryBytes)) / 1e6),
    machineLoad: machine.load,
  }
}

/** The report for a person. */
export function reportText(report: LabReport): string {
  const lines = [
    `${report.sites} site(s) of ${report.devicesPerSite} devices, WAN ${report.wanMbit} Mbit/s, LAN ${report.lanMbit} Mbit/s, ${report.payloadBytes} bytes of payload`,
    `WAN in / payload      ${report.wanCopies} (worst site ${report.wanCopiesMax}; TCP alone 1.046)`,
    `WAN out / payload     ${report.wanUpCopies}`,
    `last device / ideal   ${report.timeRatio} (${report.seconds} s)`,
    `from neighbours       ${Math.round(report.peerShare * 100)} %`,
    `not finished          ${report.missing}`,
    `memory of a device    ${report.rssMb} MB at most; machine load ${report.machineLoad}`,
  ]
  return `${lines.join('\n')}\n`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function rounded(number: number): number {
  return Math.round(number * 1000) / 1000
}
