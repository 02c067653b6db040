/** Small images for both fidelities: what changes from one version to the next, chunk by chunk. */
import type { Firmware } from '#sim/full/update.ts'
import type { Random } from '#sim/random.ts'
import { noiseImage } from '#test/node/hostile/noise-image.ts'
import type { UpdateFacts } from '#test/sim/full/built-update.ts'

/** What images under 1 MiB are cut into. */
export const chunkBytes = 64 * 1024

/** How a chunk of the new image comes about: unchanged, some kilobytes touched, from elsewhere in the old image, zeros, or new. */
export const changes = ['same', 'touched', 'moved', 'zero', 'new'] as const

/** One of {@link changes}. */
export type Change = (typeof changes)[number]

/** What an update is made of. */
export interface UpdateShape {
  readonly changes: readonly Change[]
  /** Bytes that the last chunk of the new image lacks. */
  readonly shortBytes: number
  /** Whether the vendor has published what the device runs, so that there are patches. */
  readonly hasBase: boolean
}

/** Firmware of one component that differs as the shape says. */
export function updateFacts({ changes: chunks, shortBytes, hasBase }: UpdateShape): UpdateFacts {
  const old = noiseImage('old', chunks.length * chunkBytes)
  const image = old.slice()
  for (const [chunk, change] of chunks.entries()) changeChunk(image, old, chunk, change)
  const from = firmware('1.0.0', old)
  const to = firmware('2.0.0', image.subarray(0, image.byteLength - shortBytes))
  return { from, to, published: hasBase ? [from, to] : [to] }
}

/** A shape by chance: 2 to 12 chunks of which the first is new, so that it takes a while, with a base three times of four. */
export function randomShape(random: Random): UpdateShape {
  const count = 2 + random.below(11)
  return {
    changes: Array.from({ length: count }, (_, chunk) => (chunk > 0 && changes[random.below(changes.length)]) || 'new'),
    shortBytes: random.below(chunkBytes),
    hasBase: random.chance(3 / 4),
  }
}

function changeChunk(image: Uint8Array, old: Uint8Array, chunk: number, change: Change): void {
  const start = chunk * chunkBytes
  const count = image.byteLength / chunkBytes
  if (change === 'zero') image.fill(0, start, start + chunkBytes)
  if (change === 'new') image.set(noiseImage(`new ${chunk}`, chunkBytes), start)
  // As large as many a function that was recompiled; of each chunk another length, so that payloads differ in theirs.
  if (change === 'touched') image.set(noiseImage(`touch ${chunk}`, 3000 + 500 * chunk), start + 10_000)
  if (change === 'moved') {
    const source = ((chunk + 1) % count) * chunkBytes
    image.set(old.subarray(source, source + chunkBytes), start)
  }
}

function firmware(version: string, image: Uint8Array): Firmware {
  return { version, images: new Map([['rootfs', image]]) }
}
