import type { Digest } from '#core/digest.ts'
import { FormatError } from '#core/errors.ts'
import { coversOf } from '#core/format/covers.ts'
import { type Delta, decodeDelta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { findDelta, type MycelTarget } from '#core/metadata/target.ts'
import type { DocumentStore } from '#node/install/document-store.ts'

/** Where deltas are found. */
export interface DeltaSources {
  readonly targets: readonly MycelTarget[]
  readonly documents: Pick<DocumentStore, 'get'>
}

/**
 * The signed delta of an image from a base; undefined where there is none. Throws {@link FormatError} on one that is
 * for other images, and what the documents throw where it does not come.
 */
export async function fetchDelta(
  manifest: Manifest,
  base: Digest,
  { targets, documents }: DeltaSources,
): Promise<Delta | undefined> {
  if (base === manifest.imageDigest)
    return {
      baseImage: base,
      image: base,
      payloads: [],
      ops: [],
      covers: coversOf([]),
      programs: [],
    }
  const target = findDelta(targets, { image: manifest.imageDigest, baseImage: base })
  if (target === undefined) return undefined
  const delta = decodeDelta(await documents.get(target.digest, target.bytes), manifest)
  const fits = delta.baseImage === base && delta.image === manifest.imageDigest
  if (!fits) throw new FormatError('delta', 'is signed for other images than it names: ask its vendor')
  return delta
}
