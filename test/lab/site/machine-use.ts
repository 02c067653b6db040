import { readFile } from 'node:fs/promises'

/** Time that all processors together have spent since the machine started, in ticks. */
export interface ProcessorTimes {
  readonly busy: number
  readonly total: number
}

/** What the processors have done so far. */
export async function processorTimes(): Promise<ProcessorTimes> {
  return parseProcessorTimes(await readFile('/proc/stat', 'utf8'))
}

/** Reads the first line of `/proc/stat` (proc_stat(5)): user, nice, system, idle, iowait, irq, softirq, steal. */
export function parseProcessorTimes(text: string): ProcessorTimes {
  const [, user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = text
    .split('\n', 1)
    .join()
    .split(/\s+/)
    .map(Number)
  const busy = user + nice + system + irq + softirq + steal
  return { busy, total: busy + idle + iowait }
}

/** The share of all processors that was busy between two moments, 0 to 1. */
export function busyShare(from: ProcessorTimes, to: ProcessorTimes): number {
  return (to.busy - from.busy) / Math.max(to.total - from.total, 1)
}
