import type { OnProgress } from '#adapters/terminal/progress.ts'
import { countOps, type OpCounts, payloadBytesOf } from '#core/delta/assemble-delta.ts'
import { type Digest, shortDigest } from '#core/digest.ts'
import { FormatError, UserError } from '#core/errors.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { fetchDigests } from '#node/install/planning/fetch-digests.ts'
import { hashImage } from '#node/install/read-chunks.ts'
import { chooseDelta } from './choose-delta.ts'
import { type ComponentName, findComponent } from './find-component.ts'
import { type ImageToMake, makeImage } from './make-image.ts'
import { NewFile, requireFree } from './new-file.ts'
import { OldImage } from './old-image.ts'
import { RepositoryFolder } from './repository-folder.ts'

/** What is made of what, and where it goes. */
export interface ApplyRequest extends ComponentName {
  readonly oldPath: string
  readonly newPath: string
  /** The folder of the repository. */
  readonly repository: string
  /** The root.json that is trusted. */
  readonly root: Uint8Array
  /** Whether every chunk may come from its full payload where no delta begins with the old image. */
  readonly full: boolean
  readonly now: Date
  readonly signal: AbortSignal
  readonly onProgress: OnProgress
}

/** What was done. */
export interface Applied {
  readonly component: string
  readonly baseImage: Digest
  readonly image: Digest
  readonly imageBytes: number
  /** How many chunks were made in each way. */
  readonly chunks: OpCounts
  readonly payloadBytes: number
}

/**
 * Makes the image of a signed release from an old one, without a network. The new file gets its name once its bytes are
 * durable and, read back, have the signed digest. Throws {@link UserError} and leaves no file where that fails.
 */
export async function applyRelease(request: ApplyRequest): Promise<Applied> {
  const { oldPath, newPath, signal, onProgress } = request
  await requireFree(newPath)
  const repository = await RepositoryFolder.open(request.repository, request.root, request.now)
  const { name, manifest } = await findComponent(repository, request)
  const digests = await fetchDigests(manifest, repository)
  await using resources = new AsyncDisposableStack()
  const base = resources.adopt(await OldImage.open(oldPath), (image) => image.close())
  const tell = (label: string, total: number) => (done: number) => {
    signal.throwIfAborted()
    onProgress({ label, done, total })
  }
  const baseImage = await hashImage(base, { imageBytes: base.bytes }, tell(`reading ${oldPath}`, base.bytes))
  const delta = await chooseDelta({ repository, manifest, digests, base: baseImage, full: request.full })
  const file = resources.use(await NewFile.create(newPath, manifest.imageBytes))
  const { content } = file
  const image: ImageToMake = {
    ...{ base, delta, geometry: manifest, digests, into: content, signal },
    payloadOf: ({ digest, bytes }) => repository.get(digest, bytes),
    onChunk: tell(`making ${newPath}`, manifest.chunkCount),
  }
  await makeImage(image).catch((error: unknown) => explain(error, request))
  // The disk takes what it has not yet while it is read back; that it has all is known before the file gets its name.
  const synced = content.sync()
  synced.catch(() => undefined)
  await requireReadBack(file, manifest, tell(`reading ${newPath} back`, manifest.imageBytes))
  await synced
  await file.publish()
  const { imageBytes, imageDigest } = manifest
  const chunks = countOps(delta, manifest)
  return { component: name, baseImage, image: imageDigest, imageBytes, chunks, payloadBytes: payloadBytesOf(delta) }
}

/** The base is what the delta was built for, so that what does not fit is the repository's or the disk's fault. */
function explain(cause: unknown, { product, version }: ApplyRequest): never {
  if (!(cause instanceof FormatError)) throw cause
  const advice = 'nothing was written; see that nobody changes the old image, and tell whoever built the release'
  throw new UserError(`${product} ${version} could not be made (${cause.message}): ${advice}`, { cause })
}

async function requireReadBack(
  { content }: NewFile,
  manifest: Manifest,
  onPart: (doneBytes: number) => void,
): Promise<void> {
  const actual = await hashImage(content, manifest, onPart)
  if (actual === manifest.imageDigest) return
  throw new UserError(
    `the new image reads back as ${shortDigest(actual)}… instead of ${shortDigest(manifest.imageDigest)}… and was removed: the disk does not keep what is written to it, use another one`,
  )
}
