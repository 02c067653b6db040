/** Which reports of one device were taken: the newest, and which of those before it. */
export interface SequenceWindow {
  /** The highest sequence number that was taken; 0 for none. */
  readonly highest: number
  /** 64 hex digits: bit `i`, from the lowest, says that `highest - i` was taken. */
  readonly taken: string
}

/**
 * How far behind the newest a report may come and still be told from one that was taken: a device sends the oldest
 * first, and a batch of its reports spans no more, so whatever is further behind was judged before.
 */
export const windowLength = 256

/** Of a device that has reported nothing yet. */
export const nothingTaken: SequenceWindow = { highest: 0, taken: '0' }

/** The window with one report more; undefined where it was taken before. */
export function withSequence({ highest, taken }: SequenceWindow, sequence: number): SequenceWindow | undefined {
  const bits = BigInt(`0x${taken}`)
  const ahead = sequence - highest
  if (ahead > 0) {
    const kept = ahead >= windowLength ? 0n : BigInt.asUintN(windowLength, bits << BigInt(ahead))
    return { highest: sequence, taken: (kept | 1n).toString(16) }
  }
  if (-ahead >= windowLength) return undefined
  const bit = 1n << BigInt(-ahead)
  return (bits & bit) === 0n ? { highest, taken: (bits | bit).toString(16) } : undefined
}
