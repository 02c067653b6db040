import { bytesText } from './bytes-text.ts'
import type { ImagePair } from './images.ts'
import type { SecondActSummary } from './second/second-act.ts'
import type { DemoDevice } from './site/device.ts'
import type { Built, Moved } from './vendor.ts'
import type { Board } from './view/board.ts'

/** What `mycel demo --json` prints as its last line. Lengths in bytes. */
export interface DemoSummary {
  readonly devices: number
  /** Devices that run the new release, confirmed, with the right bytes in their active slot. */
  readonly confirmed: number
  readonly imageBytes: number
  /** The whole image as compressed payloads. */
  readonly fullBytes: number
  /** The delta with its index. */
  readonly deltaBytes: number
  /** Payloads and delta indexes that the tracker sent, to all devices together. */
  readonly wanPayloadBytes: number
  /** Everything at the tracker's sockets, both ways: handshakes, metadata and payloads. */
  readonly wanBytes: number
  /** Everything at the devices' sockets among each other. */
  readonly lanBytes: number
  /** `wanPayloadBytes / deltaBytes`: 1 is one copy for the whole site. */
  readonly wanCopies: number
  /** Share of the content that devices received from neighbours, 0 to 1. */
  readonly peerShare: number
  /** From the offer of the release to the last confirmation. */
  readonly seconds: number
  /** The highest resident memory of any device process. */
  readonly peakMemoryBytes: number
  /** Names of devices that are not confirmed, with their reasons. */
  readonly problems: readonly string[]
  /** Devices that banned the one that served corrupted bytes. Absent without faults, as the next two. */
  readonly banned?: number
  /** Devices that were killed and went on with the chunks they had. */
  readonly resumed?: number
  /** Bytes that killed devices had fetched before, and fetched again. */
  readonly refetchedBytes?: number
  /** What came of the faulty release. Absent with `--act 1`. */
  readonly secondAct?: SecondActSummary
}

/** What a summary is made of. */
export interface DemoOutcome {
  readonly board: Board
  readonly images: ImagePair
  readonly built: Built
  /** What the tracker has moved. */
  readonly tracker: Moved
  readonly seconds: number
}

/** Adds up what the devices of a demo did; whether they have the right bytes is not known yet. */
export function summarize({ board, images, built, tracker, seconds }: DemoOutcome): DemoSummary {
  const { devices, intruder } = board
  const total = (of: (device: DemoDevice) => number): number => devices.reduce((sum, device) => sum + of(device), 0)
  const lanReceivedBytes = total(({ moved }) => moved.lanReceivedBytes)
  const receivedBytes = lanReceivedBytes + total(({ moved }) => moved.wanReceivedBytes)
  const faults = {
    banned: board.bannedBy(),
    resumed: devices.filter(({ resumedWith }) => resumedWith !== undefined && resumedWith > 0).length,
    refetchedBytes: total((device) => device.refetchedBytes),
  }
  return {
    devices: devices.length,
    confirmed: devices.length,
    imageBytes: images.new.bytes,
    ...built,
    wanPayloadBytes: tracker.payloadBytes,
    wanBytes: tracker.socketBytes,
    // Each byte between two devices is counted at both.
    lanBytes: Math.round((total(({ moved }) => moved.lanSocketBytes) + (intruder?.moved.lanSocketBytes ?? 0)) / 2),
    wanCopies: Math.round((1000 * tracker.payloadBytes) / built.deltaBytes) / 1000,
    peerShare: Math.round((1000 * lanReceivedBytes) / Math.max(receivedBytes, 1)) / 1000,
    seconds: Math.round(seconds * 10) / 10,
    peakMemoryBytes: Math.max(...devices.map((device) => device.peakMemoryBytes)),
    problems: [],
    ...(intruder === undefined ? {} : faults),
  }
}

/** Whether every device has the new release, and none another: a faulty one that came after it was stopped and taken back. */
export function hasSucceeded({ devices, confirmed, secondAct }: DemoSummary): boolean {
  return confirmed === devices && (secondAct === undefined || wasStopped(secondAct))
}

function wasStopped({ state, openPhases, exposed, returned }: SecondActSummary): boolean {
  return state === 'aborted' && openPhases === 1 && exposed > 0 && returned === exposed
}

/** The summary for a person who sees mycel for the first time. */
export function summaryText(summary: DemoSummary): string {
  const { devices, confirmed, fullBytes, deltaBytes, wanPayloadBytes, wanCopies, peerShare } = summary
  const lines = [
    `${confirmed} of ${devices} devices booted, checked and confirmed the new release.`,
    ...faultLines(summary),
    ...secondActLines(summary),
    '',
    row('the image', summary.imageBytes),
    row('compressed, as a full download', fullBytes, `times ${devices} devices: ${bytesText(fullBytes * devices)}`),
    row('the delta', deltaBytes, `${percent(deltaBytes / fullBytes)} of that download`),
    row('sent by the tracker', wanPayloadBytes, `${wanCopies.toFixed(2)} copies of the delta`),
    `  ${'from neighbours'.padEnd(labelColumns)}${percent(peerShare).padStart(sizeColumns)}  of what the devices received`,
    row("at the tracker's sockets", summary.wanBytes, 'handshakes and metadata, too'),
    row('between devices', summary.lanBytes),
    row('memory of a device process', summary.peakMemoryBytes, 'at most'),
    `  ${'from offer to last confirmation'.padEnd(labelColumns)}${`${summary.seconds.toFixed(1)} s`.padStart(sizeColumns)}`,
    ...summary.problems.map((problem) => `  problem: ${problem}`),
  ]
  return `${lines.join('\n')}\n`
}

const labelColumns = 33
const sizeColumns = 9

/** What the faults of the demo did, where it had some. */
function faultLines({ banned, resumed, refetchedBytes }: DemoSummary): readonly string[] {
  if (banned === undefined || resumed === undefined || refetchedBytes === undefined) return []
  return [
    `${resumed} were killed halfway and went on with what they had; ${bytesText(refetchedBytes)} came again.`,
    `An intruder served corrupted bytes: ${banned} devices banned it, none was stored.`,
  ]
}

/** What became of the faulty release, where there was one. */
function secondActLines({ devices, secondAct }: DemoSummary): readonly string[] {
  if (secondAct === undefined) return []
  const { version, phase, exposed, returned, seconds, state } = secondAct
  const end = state === 'aborted' ? `stopped itself in the phase ${phase}` : `is ${state}`
  return [
    `The faulty ${version} reached ${exposed} of ${devices} devices; its rollout ${end} after ${seconds.toFixed(1)} s,`,
    `and ${returned} of these ${exposed} went back to the release before by themselves.`,
  ]
}

function row(label: string, bytes: number, remark = ''): string {
  return `  ${label.padEnd(labelColumns)}${bytesText(bytes).padStart(sizeColumns)}  ${remark}`.trimEnd()
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}
