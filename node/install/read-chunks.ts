import type { BlockDevice } from '#core/block-device.ts'
import type { ChunkGeometry } from '#core/chunk-geometry.ts'
import { type Digest, DigestStream, sha256 } from '#core/digest.ts'
import { FormatError } from '#core/errors.ts'

/** The digest of every chunk of the image that begins at the start of a device. Holds two chunks in memory. */
export async function hashChunks(device: BlockDevice, geometry: ChunkGeometry): Promise<Digest[]> {
  const digests: Digest[] = []
  for await (const bytes of partsOf(device, geometry, geometry.chunkBytes)) digests.push(sha256(bytes))
  return digests
}

/** Of a whole image, this much is hashed while as much is read, in bytes. */
const hashedPartBytes = 512 * 1024

/** SHA-256 of the image that begins at the start of a device. Holds 1 MiB in memory. */
export async function hashImage(
  device: BlockDevice,
  image: Pick<ChunkGeometry, 'imageBytes'>,
  onPart: (doneBytes: number) => void = () => undefined,
): Promise<Digest> {
  const stream = new DigestStream()
  let doneBytes = 0
  for await (const bytes of partsOf(device, image, hashedPartBytes)) {
    stream.update(bytes)
    doneBytes += bytes.byteLength
    onPart(doneBytes)
  }
  return stream.digest()
}

/** Throws {@link FormatError} where a device is shorter than the image that it is said to hold: somebody cut it. */
export function requireHeld(device: BlockDevice, { imageBytes }: Pick<ChunkGeometry, 'imageBytes'>): void {
  if (imageBytes > device.bytes) {
    throw new FormatError('slot', `has ${device.bytes} bytes, and the image in it ${imageBytes}: somebody shortened it`)
  }
}

/**
 * An image in parts, in order. The next part is read while one is used, into the other of two buffers: each part is
 * valid until the next one is asked for.
 */
async function* partsOf(
  device: BlockDevice,
  image: Pick<ChunkGeometry, 'imageBytes'>,
  partBytes: number,
): AsyncGenerator<Uint8Array> {
  requireHeld(device, image)
  const { imageBytes } = image
  const bytesMax = Math.min(partBytes, imageBytes)
  let [current, next] = [new Uint8Array(bytesMax), new Uint8Array(bytesMax)]
  const read = async (into: Uint8Array, offset: number): Promise<Uint8Array> => {
    const part = into.subarray(0, Math.min(bytesMax, imageBytes - offset))
    await device.read(part, offset)
    return part
  }
  let reading = read(current, 0)
  for (let end = bytesMax; end < imageBytes; end += bytesMax) {
    const part = await reading
    reading = read(next, end)
    // Whoever has read enough does not hear of it; everybody else does when its turn comes.
    reading.catch(() => undefined)
    yield part
    ;[current, next] = [next, current]
  }
  yield await reading
}
