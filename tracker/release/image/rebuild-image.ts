import { chunkRange } from '#core/chunk-geometry.ts'
import { decodeFull } from '#core/codec/decode-payload.ts'
import { DigestStream } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { readImageFacts, readStored } from '#tracker/release/image/image-facts.ts'
import { builtImageBytesMax } from '#tracker/release/image/image-file.ts'
import type { Repository } from '#tracker/release/repository.ts'

/**
 * The bytes of a published image, made from its full payloads, in memory that worker threads share.
 * Throws {@link UserError} where the repository lost them, or the whole is not what the manifest names.
 */
export async function readImage(repository: Repository, manifest: Manifest): Promise<Uint8Array> {
  if (manifest.imageBytes > builtImageBytesMax) {
    throw new UserError(
      `the image ${manifest.imageDigest} is too large to build a delta from it: leave its version out`,
    )
  }
  const image = new Uint8Array(new SharedArrayBuffer(manifest.imageBytes))
  const whole = new DigestStream()
  for (const [chunk, { full }] of (await readImageFacts(repository, manifest)).entries()) {
    const { offset, bytes } = chunkRange(manifest, chunk)
    const payload = await readStored(repository, full.digest)
    const made = decodeFull(payload, bytes)
    image.set(made, offset)
    whole.update(made)
  }
  if (whole.digest() !== manifest.imageDigest) {
    throw new UserError(
      `the payloads of the image ${manifest.imageDigest} make another one: publish it under a new version`,
    )
  }
  return image
}
