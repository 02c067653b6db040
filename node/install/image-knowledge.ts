import type { BlockDevice } from '#core/block-device.ts'
import { type ChunkGeometry, chunkGeometry } from '#core/chunk-geometry.ts'
import type { Digest } from '#core/digest.ts'
import { chunkPageBytes, decodeChunkPage, encodeChunkPage } from '#core/format/page.ts'
import type { KeyValueStore } from '#core/key-value-store.ts'
import type { ChunkDigests } from '#core/plan/chunk-digests.ts'
import { hashChunks, requireHeld } from './read-chunks.ts'

/**
 * The chunk digests of installed images, kept so that a device need not hash its whole slot at every
 * start. Whoever makes bytes from them checks the bytes, so a wrong entry costs time and nothing else.
 */
export class ImageKnowledge {
  readonly #store: KeyValueStore

  constructor(store: KeyValueStore) {
    this.#store = store
  }

  /** The chunk digests of the image on `device`, from the store or by reading the whole of it. Throws as {@link hashChunks} does. */
  async digests(device: BlockDevice, image: Digest, imageBytes: number, chunkBytes: number): Promise<ChunkDigests> {
    const geometry = chunkGeometry(imageBytes, chunkBytes)
    requireHeld(device, geometry)
    const kept = await this.#store.get(keyOf(image, geometry))
    if (kept !== undefined && kept.byteLength === chunkPageBytes(geometry.chunkCount))
      return decodeChunkPage(kept, geometry.chunkCount)
    const digests = await hashChunks(device, geometry)
    await this.keep(image, geometry, digests)
    return digests
  }

  async keep(image: Digest, geometry: ChunkGeometry, digests: ChunkDigests): Promise<void> {
    await this.#store.commit([{ key: keyOf(image, geometry), value: encodeChunkPage(digests) }])
  }
}

function keyOf(image: Digest, geometry: ChunkGeometry): string {
  return `chunks/${image}/${geometry.chunkBytes}`
}
