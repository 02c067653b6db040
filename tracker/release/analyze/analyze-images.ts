import type { OnProgress } from '#adapters/terminal/progress.ts'
import { payloadBytesOf } from '#core/delta/assemble-delta.ts'
import type { Analysis, AnalyzedImage } from '#tracker/release/analyze/analysis.ts'
import { type EncodedPair, encodePair } from '#tracker/release/analyze/costs/encode-pair.ts'
import { fileCosts } from '#tracker/release/analyze/costs/file-costs.ts'
import { opCosts } from '#tracker/release/analyze/costs/op-costs.ts'
import { placeCosts } from '#tracker/release/analyze/costs/place-costs.ts'
import type { Spending } from '#tracker/release/analyze/costs/share-run.ts'
import { type FileSystemFound, findFileSystem } from '#tracker/release/analyze/file-system/find-file-system.ts'
import { describeSquashfs, isSquashfs } from '#tracker/release/analyze/file-system/squashfs/squashfs.ts'
import { compressedFiles, compressedImage } from '#tracker/release/analyze/findings/compressed.ts'
import type { Finding } from '#tracker/release/analyze/findings/finding.ts'
import { formatOf } from '#tracker/release/analyze/findings/image-format.ts'
import { fileTimes, notReproducible } from '#tracker/release/analyze/findings/not-reproducible.ts'
import type { ImageFacts } from '#tracker/release/analyze/findings/pair-facts.ts'
import { unaligned } from '#tracker/release/analyze/findings/unaligned.ts'
import { readImageFile } from '#tracker/release/image/image-file.ts'

/**
 * Makes the delta between two image files and tells where its bytes go. Needs no repository and writes nothing.
 * Throws {@link UserError} on a file that cannot be used.
 */
export async function analyzeImages(paths: {
  readonly oldPath: string
  readonly newPath: string
  readonly onProgress: OnProgress
}): Promise<Analysis> {
  const [base, image] = [await readImageFile(paths.oldPath), await readImageFile(paths.newPath)]
  const pair = await encodePair({ base, image }, (label, done, total) => paths.onProgress({ label, done, total }))
  return describePair(pair, { ...paths, base, image })
}

/** What makes the delta between two images in memory larger than their difference is. */
export async function findingsBetween(
  { old, image }: { readonly old: Uint8Array; readonly image: Uint8Array },
  onProgress: OnProgress,
): Promise<readonly Finding[]> {
  const encoded = await encodePair({ base: old, image }, (label, done, total) => onProgress({ label, done, total }))
  return findingsOf(encoded, factsOf(old, findFileSystem(old)), factsOf(image, findFileSystem(image)))
}

function findingsOf(
  { delta, costs, spending }: EncodedPair,
  before: ImageFacts,
  after: ImageFacts,
): readonly Finding[] {
  const facts = { old: before, new: after, costs, spending, payloadBytes: payloadBytesOf(delta) }
  return [compressedImage, compressedFiles, unaligned, notReproducible, fileTimes].flatMap((find) => [...find(facts)])
}

interface Pair {
  readonly oldPath: string
  readonly newPath: string
  readonly base: Uint8Array
  readonly image: Uint8Array
}

function describePair(encoded: EncodedPair, { oldPath, newPath, base, image }: Pair): Analysis {
  const { delta, indexBytes, costs, spending, chunkBytes } = encoded
  const payloadBytes = payloadBytesOf(delta)
  const foundOld = findFileSystem(base)
  const found = findFileSystem(image)
  const [before, after] = [factsOf(base, foundOld), factsOf(image, found)]
  return {
    old: imageOf(oldPath, before, delta.baseImage),
    new: imageOf(newPath, after, delta.image),
    delta: {
      bytes: indexBytes + payloadBytes,
      indexBytes,
      payloadBytes,
      payloadCount: delta.payloads.length,
      chunkBytes,
    },
    spending: rounded(spending),
    ops: opCosts(encoded, image.byteLength),
    places: placeCosts(costs, image.byteLength, chunkBytes),
    files:
      found.type === 'read'
        ? fileCosts(costs, { fileSystem: found.fileSystem, old: before.fileSystem, payloadBytes })
        : { type: 'unknown', reason: found.reason },
    findings: findingsOf(encoded, before, after),
  }
}

function rounded({ fresh, aligned, unaligned }: Spending): Spending {
  return { fresh: Math.round(fresh), aligned: Math.round(aligned), unaligned: Math.round(unaligned) }
}

function factsOf(image: Uint8Array, found: FileSystemFound): ImageFacts {
  const fileSystem = found.type === 'read' ? found.fileSystem : undefined
  const stamps = fileSystem?.stamps ?? (isSquashfs(image) ? describeSquashfs(image)?.stamps : undefined) ?? []
  return { image, format: formatOf(image, found), fileSystem, stamps }
}

function imageOf(path: string, { image, format }: ImageFacts, sha256: AnalyzedImage['sha256']): AnalyzedImage {
  return { path, bytes: image.byteLength, sha256, format }
}
