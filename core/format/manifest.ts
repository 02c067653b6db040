import type { ChunkGeometry } from '#core/chunk-geometry.ts'
import { chunkBytesMax, chunkGeometry, imageBytesMax } from '#core/chunk-geometry.ts'
import type { Digest } from '#core/digest.ts'
import { bytesOfDigest, digestFromBytes } from '#core/digest.ts'
import { requireForm } from '#core/format/bounds.ts'
import { entriesPerPage } from '#core/format/page.ts'
import type { WireManifest } from '#core/format/wire.js'

/**
 * What one image is: the root of a hash tree over its chunk digests, and of one over its full
 * payloads. Leaves come in pages of {@link entriesPerPage}; the manifest names every page
 * (`docs/format.md`, Manifest).
 */
export interface Manifest extends ChunkGeometry {
  /** SHA-256 of the whole image. */
  readonly imageDigest: Digest
  /** Digest of each page of chunk digests, in order. */
  readonly chunkPages: readonly Digest[]
  /** Digest of each page of full payloads, in order. */
  readonly payloadPages: readonly Digest[]
}

/** The most chunks of one image: those of the largest one. */
const chunksMax = imageBytesMax / chunkBytesMax

/** The most pages of each list. */
export const pagesMax = chunksMax / entriesPerPage

/** The message form of a manifest. */
export function manifestToWire(manifest: Manifest): WireManifest {
  return {
    imageBytes: manifest.imageBytes,
    chunkBytes: manifest.chunkBytes,
    imageDigest: bytesOfDigest(manifest.imageDigest),
    chunkPages: manifest.chunkPages.map((page) => bytesOfDigest(page)),
    payloadPages: manifest.payloadPages.map((page) => bytesOfDigest(page)),
  }
}

/** Reads a manifest. Throws {@link FormatError} unless sizes are in bounds and each list has the pages that they imply. */
export function manifestFromWire(wire: WireManifest): Manifest {
  const geometry = chunkGeometry(wire.imageBytes, wire.chunkBytes)
  requireForm(
    'manifest',
    geometry.chunkCount <= chunksMax,
    `cuts an image into ${geometry.chunkCount} chunks, at most ${chunksMax} are allowed`,
  )
  const pages = Math.ceil(geometry.chunkCount / entriesPerPage)
  for (const list of [wire.chunkPages, wire.payloadPages]) {
    requireForm(
      'manifest',
      list.length === pages,
      `lists ${list.length} pages where ${geometry.chunkCount} chunks need ${pages}`,
    )
  }
  return {
    ...geometry,
    imageDigest: digestFromBytes(wire.imageDigest),
    chunkPages: wire.chunkPages.map(digestFromBytes),
    payloadPages: wire.payloadPages.map(digestFromBytes),
  }
}
