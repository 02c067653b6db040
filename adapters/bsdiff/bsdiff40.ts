import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BsdiffEnd, type BsdiffLimits, runBsdiff } from '#adapters/bsdiff/bsdiff-process.ts'
import { type Bsdiff40Refused, type Bsdiff40Result, refused } from '#adapters/bsdiff/bsdiff40-result.ts'
import { hasCode } from '#adapters/file/durable-file.ts'
import { onMedium } from '#adapters/slot/medium-error.ts'
import { type Digest, sha256 } from '#core/digest.ts'
import { FormatError } from '#core/errors.ts'
import { bsdiff40ImageBytesMax, bsdiff40PatchBytesMax, readBsdiff40Header } from '#core/format/bsdiff40.ts'

/** The image that a patch must make. */
export interface PatchedImage {
  readonly digest: Digest
  readonly bytes: number
}

const mebibyte = 1024 * 1024

/** bsdiff takes 17 times the old image and 3 times the new one; two of 16 MiB took 6 to 76 s. */
export const makeLimits: BsdiffLimits = {
  timeoutMs: 300_000,
  memoryBytes: 448 * mebibyte,
  outputBytesMax: bsdiff40PatchBytesMax,
}

/** bspatch holds both images and three bzip2 streams; two of 16 MiB took 0.2 to 1.4 s. */
export const applyLimits: BsdiffLimits = {
  timeoutMs: 30_000,
  memoryBytes: 128 * mebibyte,
  outputBytesMax: bsdiff40ImageBytesMax,
}

/**
 * Makes the BSDIFF40 patch that turns `old` into `image`, each at most {@link bsdiff40ImageBytesMax}, and applies it once:
 * what is `done` makes the image. Throws {@link UserError} where bsdiff-node cannot be loaded, and {@link MediumError}
 * where the temporary directory cannot be written.
 */
export async function makeBsdiff40(old: Uint8Array, image: Uint8Array, limits = makeLimits): Promise<Bsdiff40Result> {
  if (image.byteLength === 0) return refused('malformed', 'there is no patch that makes an empty image')
  const long = refuseLong(old.byteLength, image.byteLength)
  if (long !== undefined) return long
  const made = await withFiles({ old, new: image }, 'patch', (directory) => runBsdiff(directory, 'diff', limits))
  if (made.type === 'refused') return made
  const applied = await applyBsdiff40(old, made.bytes, { digest: sha256(image), bytes: image.byteLength })
  return applied.type === 'refused' ? applied : made
}

/**
 * Makes the image of `old` and a BSDIFF40 patch by anybody. `done` is the image itself: its digest was compared, since
 * bsdiff-node takes some broken patches without a word. Throws as {@link makeBsdiff40} does.
 */
export async function applyBsdiff40(
  old: Uint8Array,
  patch: Uint8Array,
  image: PatchedImage,
  limits = applyLimits,
): Promise<Bsdiff40Result> {
  const long = refuseLong(old.byteLength, image.bytes)
  if (long !== undefined) return long
  const problem = problemOfHeader(patch, image)
  if (problem !== undefined) return refused('malformed', problem)
  const made = await withFiles({ old, patch }, 'new', (directory) => runBsdiff(directory, 'patch', limits))
  if (made.type === 'refused') return made
  const digest = sha256(made.bytes)
  if (digest === image.digest) return made
  return refused('wrong-image', `it makes an image with sha256 ${digest}, not ${image.digest}`)
}

/** The refusal where one of two images is longer than {@link bsdiff40ImageBytesMax}, known without its bytes. */
export function refuseLong(oldBytes: number, imageBytes: number): Bsdiff40Refused | undefined {
  const bytes = Math.max(oldBytes, imageBytes)
  if (bytes <= bsdiff40ImageBytesMax) return undefined
  return refused('too-long', `an image has ${bytes} bytes, and BSDIFF40 is for at most ${bsdiff40ImageBytesMax}`)
}

function problemOfHeader(patch: Uint8Array, image: PatchedImage): string | undefined {
  try {
    const { imageBytes } = readBsdiff40Header(patch)
    return imageBytes === image.bytes ? undefined : `it makes ${imageBytes} bytes, and the image has ${image.bytes}`
  } catch (error) {
    if (error instanceof FormatError) return error.message
    throw error
  }
}

/** Runs `work` in a directory of its own that holds `inputs`, and reads what it wrote there. */
async function withFiles(
  inputs: Readonly<Record<string, Uint8Array>>,
  output: string,
  work: (directory: string) => Promise<BsdiffEnd>,
): Promise<Bsdiff40Result> {
  const place = tmpdir()
  return await onMedium(place, async () => {
    const directory = await mkdtemp(join(place, 'mycel-bsdiff-'))
    try {
      for (const [name, bytes] of Object.entries(inputs)) await writeFile(join(directory, name), bytes)
      const end = await work(directory)
      return end.type === 'refused' ? end : await readOutput(join(directory, output))
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  })
}

/** A process whose memory a hostile patch has overwritten may end well and have written nothing. */
async function readOutput(path: string): Promise<Bsdiff40Result> {
  try {
    return { type: 'done', bytes: await readFile(path) }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return refused('crashed', 'bsdiff-node wrote nothing')
    throw error
  }
}
