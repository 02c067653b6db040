import { Moves } from '#core/delta/predict/moves.ts'
import type { Covers } from '#core/format/covers.ts'

/** Two images and the covers between them. */
export interface CoveredImages {
  readonly base: Uint8Array
  readonly image: Uint8Array
  readonly covers: Covers
}

/** Raw firmware begins at a multiple of this. */
const startGrainBytes = 4096

/** Larger images are not raw firmware of a processor with 32 bits. */
const rawBytesMax = 16 * 1024 * 1024

/** The most changed words that are asked. */
const askedWordsMax = 4096

/** The words that must agree on a start, and the share of all that are asked. */
const votesMin = 32
const votesShareMin = 0.05

/**
 * The address at which raw firmware begins: that for which most of the changed words are pointers that changed by as much
 * as what they point to has moved.
 */
export function guessStart({ base, image, covers }: CoveredImages): number | undefined {
  if (base.byteLength > rawBytesMax) return undefined
  const moves = new Moves(covers)
  const votes = new Map<number, number>()
  const words = changedWords({ base, image, covers })
  for (const { before, change } of words) {
    const first = Math.max(0, Math.ceil((before - base.byteLength + 1) / startGrainBytes))
    for (let start = first * startGrainBytes; start <= before; start += startGrainBytes) {
      if (moves.shiftAt(before - start) === change) votes.set(start, (votes.get(start) ?? 0) + 1)
    }
  }
  const [best] = [...votes].sort(([startA, a], [startB, b]) => b - a || startA - startB)
  return best !== undefined && best[1] >= Math.max(votesMin, words.length * votesShareMin) ? best[0] : undefined
}

/** An aligned word of the base, and what was added to it. */
interface ChangedWord {
  readonly before: number
  readonly change: number
}

function changedWords({ base, image, covers }: CoveredImages): readonly ChangedWord[] {
  const old = new DataView(base.buffer, base.byteOffset, base.byteLength)
  const made = new DataView(image.buffer, image.byteOffset, image.byteLength)
  const words: ChangedWord[] = []
  for (const [index, source] of covers.sources.entries()) {
    const shift = (covers.targets[index] ?? 0) - source
    const end = source + (covers.lengths[index] ?? 0)
    for (let at = Math.ceil(source / 4) * 4; at + 4 <= end && words.length < askedWordsMax; at += 4) {
      const before = old.getUint32(at, true)
      const change = made.getUint32(at + shift, true) - before
      if (change !== 0 && Math.abs(change) < image.byteLength) words.push({ before, change })
    }
  }
  return words
}
