import { predictPiece } from '#core/delta/make-chunk.ts'
import { ruleSets } from '#core/delta/predict/predict-references.ts'
import type { ReferenceMap } from '#core/delta/predict/reference-map.ts'
import type { Piece } from '#core/format/covers.ts'

/** Two images, and where the references of the old one lead in the new one. */
interface Prediction {
  readonly base: Uint8Array
  readonly image: Uint8Array
  readonly map: ReferenceMap
}

/** Fewer differing bytes than this are not worth looking for references. */
const differingMin = 8

/** The share of the differing bytes that one rule more must save. */
const savedShareMin = 0.02

/** How much of a chunk is looked at to choose its rules, in parts of which length, in bytes. */
const sampledPartsMax = 24
const partBytes = 4 * 1024

/** The set of rules that leaves the fewest bytes of these pieces different, found by adding the best rule again and again. */
export function chooseRules(input: Prediction, pieces: readonly Piece[]): number {
  const parts = mostDiffering(input, pieces)
  let best = 0
  let least = differingBytes(input, parts, 0)
  while (least >= differingMin) {
    let next = best
    let nextLeast = Math.min(least - differingMin / 2, least * (1 - savedShareMin))
    for (let rule = 1; rule < ruleSets; rule *= 2) {
      if (best & rule) continue
      const differing = differingBytes(input, parts, best | rule)
      if (differing < nextLeast) {
        next = best | rule
        nextLeast = differing
      }
    }
    if (next === best) return best
    best = next
    least = nextLeast
  }
  return best
}

/** The parts of a chunk that differ most: a chunk has one kind of content, as a rule. */
function mostDiffering(input: Prediction, pieces: readonly Piece[]): readonly Piece[] {
  return pieces
    .flatMap(partsOf)
    .map((part) => ({ part, differing: differingBytes(input, [part], 0) }))
    .filter(({ differing }) => differing > 0)
    .sort((a, b) => b.differing - a.differing || a.part.offset - b.part.offset)
    .slice(0, sampledPartsMax)
    .map(({ part }) => part)
}

function partsOf({ offset, bytes, source }: Piece): readonly Piece[] {
  return Array.from({ length: source === undefined ? 0 : Math.ceil(bytes / partBytes) }, (_, part): Piece => {
    const start = part * partBytes
    return { offset: offset + start, bytes: Math.min(partBytes, bytes - start), source: (source ?? 0) + start }
  })
}

function differingBytes({ base, image, map }: Prediction, pieces: readonly Piece[], rules: number): number {
  let differing = 0
  for (const { offset, source, bytes } of pieces) {
    if (source === undefined) continue
    const predicted = new Uint8Array(bytes)
    predictPiece(predicted, base.subarray(source, source + bytes), { offset, source }, { rules, map })
    for (let at = 0; at < bytes; at++) if (predicted[at] !== image[offset + at]) differing++
  }
  return differing
}
