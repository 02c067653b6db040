import { readFileSync } from 'node:fs'

/**
 * The most memory that this process has had resident, in bytes, since its program began. Where there is no proc(5), what
 * its parent had at the fork counts, too, as getrusage(2) has it.
 */
export function peakMemoryBytes(): number {
  return highWaterMark() ?? process.resourceUsage().maxRSS * 1024
}

/** `VmHWM` of proc(5); undefined where there is none. */
function highWaterMark(): number | undefined {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
  } catch {
    return undefined
  }
}
