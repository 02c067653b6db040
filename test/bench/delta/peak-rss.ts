import { peakMemoryBytes } from '#adapters/memory/peak-memory.ts'

/** What this process had at most so far, in MB of a million bytes. */
export function ownPeakRssMb(): number {
  return peakMemoryBytes() / 1e6
}
