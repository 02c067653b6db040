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
}

/** The summary for a person who sees mycel for the first time. */
export function summaryText(summary: DemoSummary): string {
  const { devices, confirmed, fullBytes, deltaBytes, wanPayloadBytes, wanCopies, peerShare } = summary
  const everyoneBytes = fullBytes * devices
  const lines = [
    `${confirmed} of ${devices} devices run the new release; each booted it, checked it and confirmed it.`,
    '',
    `  the image                        ${size(summary.imageBytes)}`,
    `  compressed, as a full download   ${size(fullBytes)}   times ${devices} devices: ${size(everyoneBytes)}`,
    `  the delta                        ${size(deltaBytes)}   ${percent(deltaBytes / fullBytes)} of that download`,
    `  sent by the tracker              ${size(wanPayloadBytes)}   ${wanCopies.toFixed(2)} copies of the delta for the whole site`,
    `  from neighbours                  ${percent(peerShare)} of what the devices received`,
    `  at the tracker's sockets         ${size(summary.wanBytes)}   with every handshake and all metadata`,
    `  between devices                  ${size(summary.lanBytes)}`,
    `  memory of a device process       ${size(summary.peakMemoryBytes)} at most`,
    `  from offer to last confirmation  ${summary.seconds.toFixed(1)} s`,
    ...summary.problems.map((problem) => `  problem: ${problem}`),
  ]
  return `${lines.join('\n')}\n`
}

/** A length as people read it, seven characters wide. */
function size(bytes: number): string {
  const text = bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`
  return text.padStart(9)
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}
