import { type Address, chunkAddress } from '#core/address.ts'
import type { BlockDevice } from '#core/block-device.ts'
import { type ChunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import type { ChunkDigests } from '#core/plan/chunk-digests.ts'

/** Where finished chunks are: in which slot, and at which place of it. */
export interface ChunkPlace {
  readonly device: BlockDevice
  readonly offset: number
  readonly bytes: number
}

/** Finds the bytes of finished chunks in the slots, so that neighbours can be served from them. */
export class ContentIndex {
  readonly #places = new Map<Address, ChunkPlace>()

  /** Remembers one chunk of an image that begins at the start of `device`. */
  add(device: BlockDevice, geometry: ChunkGeometry, chunk: number, address: Address): void {
    const { offset, bytes } = chunkRange(geometry, chunk)
    this.#places.set(address, { device, offset, bytes })
  }

  /** Remembers every chunk of an image and returns their addresses. */
  addImage(device: BlockDevice, geometry: ChunkGeometry, digests: ChunkDigests): readonly Address[] {
    return digests.map((digest, chunk) => {
      const address = chunkAddress(digest)
      this.add(device, geometry, chunk, address)
      return address
    })
  }

  find(address: Address): ChunkPlace | undefined {
    return this.#places.get(address)
  }
}
