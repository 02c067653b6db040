import type { Digest } from '#core/digest.ts'
import type { BaseCandidate } from '#tracker/release/bases/candidates.ts'
import type { MeasuredBase } from '#tracker/release/bases/choose-bases.ts'
import type { BuiltDelta, NewImage } from '#tracker/release/build-deltas.ts'

/**
 * What each candidate costs to send, over all components of the release. One whose deltas are all published is
 * required: what is published is there to stay until it is pruned.
 */
export function measureBases(
  candidates: readonly BaseCandidate[],
  images: readonly NewImage[],
  deltas: readonly BuiltDelta[],
): readonly MeasuredBase[] {
  const fullBytes = images.reduce((sum, image) => sum + fullBytesOf(image), 0)
  return candidates.map((candidate) => {
    const mine = deltas.filter(({ baseVersion }) => baseVersion === candidate.version)
    const travels = images.map((image) => mine.find(({ component }) => component === image.name)?.travelBytes)
    const deltaBytes = images.reduce((sum, image, place) => sum + (travels[place] ?? fullBytesOf(image)), 0)
    const isPublished = mine.length > 0 && mine.every(({ target }) => target === undefined)
    const patches = new Map<Digest, number>(mine.flatMap((delta) => [...delta.patches]))
    return { ...candidate, isRequired: candidate.isRequired || isPublished, fullBytes, deltaBytes, patches }
  })
}

function fullBytesOf({ encoded }: NewImage): number {
  return encoded.chunks.reduce((sum, { full }) => sum + full.bytes, 0)
}
