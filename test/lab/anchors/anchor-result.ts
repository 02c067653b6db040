/** What a way of distribution came to. Copies are bytes at a WAN link per byte of payload; TCP alone makes 1.046 of them. */
export interface AnchorResult {
  readonly name: string
  readonly setup: string
  /** Into a site: all sites on average. */
  readonly wanCopies: number
  /** Out of the worst site. */
  readonly wanUpCopies: number
  /** Last device / ideal time of the WAN link. */
  readonly timeRatio: number
  /** The share of all processors that was busy meanwhile, 0 to 1. */
  readonly cpuBusy: number
  readonly machineLoad: number
}

/** Results side by side, as a Markdown table. */
export function anchorTable(results: readonly AnchorResult[]): string {
  const head = ['system', 'set up', 'WAN in / payload', 'last device / ideal', 'WAN out / payload', 'CPU busy', 'load']
  const rows = results.map((result) => [
    result.name,
    result.setup,
    result.wanCopies.toFixed(2),
    result.timeRatio.toFixed(2),
    result.wanUpCopies.toFixed(2),
    `${Math.round(result.cpuBusy * 100)} %`,
    result.machineLoad.toFixed(1),
  ])
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return `${lines.join('\n')}\n`
}
