import { open } from 'node:fs/promises'
import { applyBsdiff40 } from '#adapters/bsdiff/bsdiff40.ts'
import { type Fact, factList } from '#adapters/terminal/fact-list.ts'
import { bytesText } from '#adapters/terminal/quantity.ts'
import { type Digest, sha256, shortDigest } from '#core/digest.ts'
import { FormatError, messageOf, UserError } from '#core/errors.ts'
import { bsdiff40ImageBytesMax, bsdiff40PatchBytesMax, readBsdiff40Header } from '#core/format/bsdiff40.ts'
import { NewFile, requireFree } from './new-file.ts'

/** Which BSDIFF40 patch is applied to what, and what must come of it. */
export interface PatchRequest {
  readonly oldPath: string
  readonly newPath: string
  readonly patchPath: string
  readonly image: Digest
  readonly signal: AbortSignal
}

/** What was done. */
export interface Patched {
  readonly baseImage: Digest
  readonly image: Digest
  readonly imageBytes: number
  readonly patchBytes: number
}

/**
 * Makes an image of at most 16 MiB of an old one and a BSDIFF40 patch by anybody. The new file gets its name once its bytes
 * are durable and, read back, have the digest. Throws {@link UserError} and leaves no file where that fails.
 */
export async function applyPatchFile({ oldPath, newPath, patchPath, image, signal }: PatchRequest): Promise<Patched> {
  await requireFree(newPath)
  const old = await readSmall('old image', oldPath, bsdiff40ImageBytesMax)
  const patch = await readSmall('patch', patchPath, bsdiff40PatchBytesMax)
  const imageBytes = imageBytesOf(patchPath, patch)
  const made = await applyBsdiff40(old, patch, { digest: image, bytes: imageBytes })
  signal.throwIfAborted()
  if (made.type === 'refused') {
    const advice = 'nothing was written; see that the patch is the one from this old image to this sha256'
    throw new UserError(`${patchPath} cannot be applied to ${oldPath}: ${made.problem}: ${advice}`)
  }
  await writeNew(newPath, made.bytes, image)
  return { baseImage: sha256(old), image, imageBytes, patchBytes: patch.byteLength }
}

/** What `mycel apply --patch` did, as people read it. */
export function patchedText(path: string, { baseImage, image, imageBytes, patchBytes }: Patched): string {
  const facts: readonly Fact[] = [
    ['new image', `${path}: ${bytesText(imageBytes)}, sha256`, image],
    ['old image', 'sha256', baseImage],
    ['patch', `${bytesText(patchBytes)}, BSDIFF40`],
  ]
  return factList(facts)
}

/** The bytes of a file or partition. Throws {@link UserError} where it cannot be read or is longer than `bytesMax`. */
async function readSmall(what: string, path: string, bytesMax: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  try {
    await using file = await open(path, 'r')
    for await (const part of file.createReadStream({ autoClose: false, end: bytesMax })) parts.push(part)
  } catch (cause) {
    const advice = 'check the path and its permissions'
    throw new UserError(`the ${what} ${path} cannot be read (${messageOf(cause)}): ${advice}`, { cause })
  }
  const bytes = Buffer.concat(parts)
  if (bytes.byteLength <= bytesMax) return bytes
  throw new UserError(
    `the ${what} ${path} has more than ${bytesMax} bytes, which is too long for BSDIFF40: apply the delta of the release, by --repo`,
  )
}

function imageBytesOf(path: string, patch: Uint8Array): number {
  try {
    return readBsdiff40Header(patch).imageBytes
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause
    throw new UserError(`${path} is no patch that can be applied (${cause.message}): name a BSDIFF40 patch`, { cause })
  }
}

async function writeNew(path: string, bytes: Uint8Array, image: Digest): Promise<void> {
  await using file = await NewFile.create(path, bytes.byteLength)
  await file.content.write(bytes, 0)
  await file.content.sync()
  const back = new Uint8Array(bytes.byteLength)
  await file.content.read(back, 0)
  if (sha256(back) !== image) {
    throw new UserError(
      `the new image reads back as ${shortDigest(sha256(back))}… and was removed: the disk does not keep what is written to it, use another one`,
    )
  }
  await file.publish()
}
