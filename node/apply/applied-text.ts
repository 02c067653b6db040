import { type Fact, factList } from '#adapters/terminal/fact-list.ts'
import { bytesText } from '#adapters/terminal/quantity.ts'
import type { Applied } from './apply-release.ts'

/** What was done, and what it took. */
export interface AppliedReport extends Applied {
  readonly seconds: number
  /** The most memory that the process had resident. */
  readonly rssPeakBytes: number
}

/** What `mycel apply` did, as people read it. */
export function appliedText(path: string, report: AppliedReport): string {
  const { component, image, imageBytes, baseImage, chunks, payloadBytes, seconds, rssPeakBytes } = report
  const ways = Object.entries(chunks).filter(([, count]) => count > 0)
  const facts: readonly Fact[] = [
    ['new image', `${path}: ${component}, ${bytesText(imageBytes)}, sha256`, image],
    ['old image', 'sha256', baseImage],
    ['chunks', ways.map(([way, count]) => `${count} ${way}`).join(', ')],
    ['payloads', bytesText(payloadBytes)],
    ['took', `${seconds.toFixed(1)} s and ${bytesText(rssPeakBytes)} of memory`],
  ]
  return factList(facts)
}
