import type { SlotImage } from '#core/boot/boot-state.ts'
import { check } from '#core/check.ts'
import { type ByteRange, type ChunkGeometry, chunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { type Digest, sha256 } from '#core/digest.ts'

/** One version of the firmware: the whole image of each component, in the order of their names. */
export interface Firmware {
  readonly version: string
  readonly images: ReadonlyMap<string, Uint8Array>
}

/** A published repository as the network shows it. */
export interface ServedRepository {
  /** The first root.json, which devices are provisioned with; there is no later one. */
  readonly root: Uint8Array
  readonly timestamp: Uint8Array
  readonly timestampVersion: number
  /** Everything that is asked for by its digest. */
  readonly blobs: ReadonlyMap<Digest, Uint8Array>
  /** When it was published, in milliseconds since 1970. */
  readonly publishedAtMs: number
}

/** What one modelled device goes through: from a firmware in slot `a` to the newest one in a repository. */
export interface Update {
  readonly product: string
  readonly from: Firmware
  readonly to: Firmware
  readonly repository: ServedRepository
}

/** One chunk of one component of a firmware. */
export interface ChunkPlace extends ByteRange {
  readonly component: string
}

/** What the boot record says of a slot that holds this firmware. */
export function slotImages({ images }: Firmware): readonly SlotImage[] {
  return Array.from(images, ([component, image]) => ({
    component,
    digest: sha256(image),
    imageBytes: image.byteLength,
  }))
}

/** The places of all chunks over all components: a `ChunkRef` counts them from 0. */
export function chunkPlaces({ images }: Firmware): readonly ChunkPlace[] {
  const places: ChunkPlace[] = []
  for (const [component, image] of images) {
    const geometry: ChunkGeometry = chunkGeometry(image.byteLength)
    for (let chunk = 0; chunk < geometry.chunkCount; chunk += 1) {
      places.push({ component, ...chunkRange(geometry, chunk) })
    }
  }
  return places
}

/** The bytes of one chunk of a firmware. */
export function chunkBytes({ images }: Firmware, { component, offset, bytes }: ChunkPlace): Uint8Array {
  const image = images.get(component)
  check(image !== undefined, 'a chunk is of a component of its firmware')
  return image.subarray(offset, offset + bytes)
}
