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
  readonly #running = new Map<Address, ChunkPlace>()
  readonly #written = new Map<Address, ChunkPlace>()

  /** Remembers one chunk of an image that is written to the start of `device`. */
  add(device: BlockDevice, geometry: ChunkGeometry, chunk: number, address: Address): void {
    this.#written.set(address, { device, ...chunkRange(geometry, chunk) })
  }

  /** Remembers every chunk of an image that runs from the start of `device`, and returns their addresses. */
  addRunning(device: BlockDevice, geometry: ChunkGeometry, digests: ChunkDigests): readonly Address[] {
    return digests.map((digest, chunk) => {
      const address = chunkAddress(digest)
      this.#running.set(address, { device, ...chunkRange(geometry, chunk) })
      return address
    })
  }

  /** Where a chunk is; in the running slot where both have it, because the next install writes over the other one. */
  find(address: Address): ChunkPlace | undefined {
    return this.#running.get(address) ?? this.#written.get(address)
  }
}
