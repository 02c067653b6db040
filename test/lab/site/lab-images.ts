import { createCipheriv } from 'node:crypto'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { check } from '#core/check.ts'
import type { Digest } from '#core/digest.ts'
import type { LabPlan } from '#test/lab/lab-arguments.ts'
import { digestOfFile } from './digest-of-file.ts'

/** A version of the firmware, and the file of its image. */
export interface LabRelease {
  readonly version: string
  readonly image: string
}

/** A kind of device in the lab: what its devices run at first, and what they get. */
export interface LabProduct {
  readonly name: string
  /** Devices run them in turn; the oldest first. */
  readonly bases: readonly LabRelease[]
  readonly next: LabRelease
  readonly nextBytes: number
  readonly nextDigest: Digest
  /** Of the largest image. */
  readonly imageBytes: number
}

/** An image is put together from pieces of this size: the largest chunk there is. */
const pieceBytes = 2 ** 20

/** The products of a run, with their images made in `directory`. */
export async function makeProducts(plan: LabPlan, directory: string): Promise<readonly LabProduct[]> {
  const { input, seed, faults } = plan
  if (input.type === 'images') {
    return [await productOf('lab', [input.old, input.new])]
  }
  if (faults.some(({ type }) => type === 'mixed')) return [await makeMixed(input.bytes, seed, directory)]
  const names = faults.some(({ type }) => type === 'two-products') ? ['lab', 'lab-other'] : ['lab']
  const products = names.map(async (name, index) => {
    const images = [join(directory, `${name}-old.img`), join(directory, `${name}-new.img`)]
    await writeFile(images[0] ?? '', noise(pieceBytes, seed + 2 * index))
    await writeFile(images[1] ?? '', noise(input.bytes, seed + 2 * index + 1))
    return await productOf(name, images)
  })
  return await Promise.all(products)
}

/** A product whose images are versions 1.0.0, 2.0.0 and so on, of which the last is the release that devices get. */
async function productOf(name: string, images: readonly string[]): Promise<LabProduct> {
  const releases = images.map((image, index) => ({ version: `${index + 1}.0.0`, image }))
  const lengths = await Promise.all(images.map(async (path) => (await stat(path)).size))
  const [next, nextBytes] = [releases.at(-1), lengths.at(-1)]
  check(next !== undefined && nextBytes !== undefined, 'a product of the lab has a release')
  const nextDigest = await digestOfFile(next.image, nextBytes)
  return { name, bases: releases.slice(0, -1), next, nextBytes, nextDigest, imageBytes: Math.max(...lengths) }
}

/**
 * What pieces of two old images have of the same pieces of the new one: the whole, half of it, nothing. Of eight
 * pieces five have to travel, two of them as patches that only one of the versions can use.
 */
const shared = [
  { first: 1, second: 0 },
  { first: 0, second: 1 },
  { first: 0.5, second: 0 },
  { first: 0, second: 0.5 },
  { first: 0, second: 0 },
  { first: 0, second: 0 },
  { first: 0, second: 0 },
  { first: 0, second: 0 },
] as const

/** The part of the new image that travels when each piece is made as cheaply as some device can. */
const travellingShare = 5 / 8

/** Two old images that have different parts of the new one. */
async function makeMixed(payloadBytes: number, seed: number, directory: string): Promise<LabProduct> {
  const pieces = Math.ceil(payloadBytes / travellingShare / (shared.length * pieceBytes)) * shared.length
  const image = noise(pieces * pieceBytes, seed)
  const oldImage = (which: 'first' | 'second', ownSeed: number): Uint8Array => {
    const old = noise(image.byteLength, ownSeed)
    for (let piece = 0; piece < pieces; piece++) {
      const start = piece * pieceBytes
      const kept = (shared[piece % shared.length]?.[which] ?? 0) * pieceBytes
      old.set(image.subarray(start, start + kept), start)
    }
    return old
  }
  const paths = ['first', 'second', 'new'].map((name) => join(directory, `${name}.img`))
  const contents = [oldImage('first', seed + 1), oldImage('second', seed + 2), image]
  for (const [index, path] of paths.entries()) await writeFile(path, contents[index] ?? image)
  return await productOf('lab', paths)
}

/** Bytes that no codec makes smaller, the same for the same seed: AES-128-CTR over zeros. */
function noise(bytes: number, seed: number): Uint8Array {
  const key = Buffer.alloc(16)
  key.writeUInt32LE(seed)
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes))
}
