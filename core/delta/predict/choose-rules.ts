import type { ByteRange } from '#core/chunk-geometry.ts'
import { rulesGrainBytes } from '#core/codec/codec.ts'
import { predictStretch } from '#core/delta/make-chunk.ts'
import { ruleSets } from '#core/delta/predict/predict-references.ts'
import type { ReferenceMap } from '#core/delta/predict/reference-map.ts'
import type { Piece } from '#core/format/covers.ts'

/** Two images, and where the references of the old one lead in the new one. */
interface ImagesToPredict {
  readonly base: Uint8Array
  readonly image: Uint8Array
  readonly map: ReferenceMap
}

/** Fewer differing bytes than this are not worth looking for references. */
const differingMin = 8

/** The share of the differing bytes that one rule more must save. */
const savedShareMin = 0.02

/** The rules of a chunk by {@link rulesGrainBytes}: those that leave the fewest bytes of its pieces different. */
export function chooseRules(input: ImagesToPredict, range: ByteRange, pieces: readonly Piece[]): Uint8Array {
  const grains = Array.from({ length: Math.ceil(range.bytes / rulesGrainBytes) }, (): Covered[] => [])
  for (const { offset, bytes, source } of pieces) {
    if (source === undefined) continue
    const start = offset - range.offset
    for (let at = 0; at < bytes; ) {
      const grain = Math.floor((start + at) / rulesGrainBytes)
      const end = Math.min(bytes, (grain + 1) * rulesGrainBytes - start)
      grains[grain]?.push({ offset: offset + at, bytes: end - at, source: source + at })
      at = end
    }
  }
  return Uint8Array.from(grains, (parts) => rulesFor(input, parts))
}

/** A part of a piece that has a source. */
interface Covered extends ByteRange {
  readonly source: number
}

/** One set of rules for some parts, found by adding the best rule again and again. */
function rulesFor(input: ImagesToPredict, parts: readonly Covered[]): number {
  let best = 0
  let least = differingBytes(input, parts, 0)
  let candidates = Array.from({ length: Math.log2(ruleSets) }, (_, bit) => 1 << bit)
  while (least >= differingMin) {
    const enough = Math.min(least - differingMin / 2, least * (1 - savedShareMin))
    const helpful = candidates
      .map((rule) => ({ rule, differing: differingBytes(input, parts, best | rule) }))
      .filter(({ differing }) => differing < enough)
      .sort((a, b) => a.differing - b.differing || a.rule - b.rule)
    const [first] = helpful
    if (first === undefined) return best
    best |= first.rule
    least = first.differing
    // A rule that does not help alone hardly does beside another.
    candidates = helpful.slice(1).map(({ rule }) => rule)
  }
  return best
}

function differingBytes({ base, image, map }: ImagesToPredict, parts: readonly Covered[], rules: number): number {
  let differing = 0
  for (const { offset, source, bytes } of parts) {
    const old = base.subarray(source, source + bytes)
    const predicted = rules === 0 ? old : new Uint8Array(old)
    if (rules !== 0) predictStretch(predicted, { old, source, offset }, { rules, map })
    for (let at = 0; at < bytes; at++) if (predicted[at] !== image[offset + at]) differing++
  }
  return differing
}
