import type { BlockDevice } from '#core/block-device.ts'
import { type ChunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { type Digest, DigestStream, sha256 } from '#core/digest.ts'
import { FormatError } from '#core/errors.ts'

/** The digest of every chunk of the image that begins at the start of a device. Holds one chunk in memory. */
export async function hashChunks(device: BlockDevice, geometry: ChunkGeometry): Promise<Digest[]> {
  const digests: Digest[] = []
  for await (const bytes of chunksOf(device, geometry)) digests.push(sha256(bytes))
  return digests
}

/** SHA-256 of the image that begins at the start of a device. Holds one chunk in memory. */
export async function hashImage(device: BlockDevice, geometry: ChunkGeometry): Promise<Digest> {
  const stream = new DigestStream()
  for await (const bytes of chunksOf(device, geometry)) stream.update(bytes)
  return stream.digest()
}

/** Throws {@link FormatError} where a device is shorter than the image that it is said to hold: somebody cut it. */
export function requireHeld(device: BlockDevice, { imageBytes }: ChunkGeometry): void {
  if (imageBytes > device.bytes) {
    throw new FormatError('slot', `has ${device.bytes} bytes, and the image in it ${imageBytes}: somebody shortened it`)
  }
}

/** The chunks of an image in order. Each is valid until the next one is asked for: one buffer serves them all. */
async function* chunksOf(device: BlockDevice, geometry: ChunkGeometry): AsyncGenerator<Uint8Array> {
  requireHeld(device, geometry)
  const buffer = new Uint8Array(Math.min(geometry.chunkBytes, geometry.imageBytes))
  for (let chunk = 0; chunk < geometry.chunkCount; chunk += 1) {
    const { offset, bytes } = chunkRange(geometry, chunk)
    const part = buffer.subarray(0, bytes)
    await device.read(part, offset)
    yield part
  }
}
