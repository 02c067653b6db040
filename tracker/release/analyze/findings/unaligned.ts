import { bytesText } from '#adapters/terminal/quantity.ts'
import { alignmentBytes } from '#tracker/release/analyze/costs/share-run.ts'
import type { Finding } from '#tracker/release/analyze/findings/finding.ts'
import type { PairFacts } from '#tracker/release/analyze/findings/pair-facts.ts'

/** The least share of a delta that is worth a word. */
const noticedShare = 0.1

/** A delta below this has little to gain, in bytes. */
const noticedBytesMin = 4096

/**
 * Finds content that moved by no multiple of {@link alignmentBytes} and changed on the way: the addresses in code that
 * moves by pages keep their low bits. What moved and did not change costs next to nothing, wherever it is.
 */
export function* unaligned({ spending, payloadBytes, new: image }: PairFacts): Generator<Finding> {
  // Where what is compressed stands says nothing of what is in it.
  if (image.format.compression !== undefined) return
  const costBytes = Math.round(spending.unaligned)
  if (costBytes < noticedBytesMin || costBytes < payloadBytes * noticedShare) return
  yield {
    id: 'unaligned',
    what: `Content moved by distances that are no multiple of ${alignmentBytes} bytes, and differs at its new place.`,
    cost: `${bytesText(costBytes)} of the delta are such differences: the most that aligning could save.`,
    costBytes,
    advice: [
      'Let parts begin at fixed places with room to grow: align sections and files to 4096 bytes (ld -z separate-code, --section-start).',
      'Keep the order of files and of linked objects: sort the names that the build lists.',
    ],
  }
}
