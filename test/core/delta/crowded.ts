import { chunkBytesMax } from '#core/chunk-geometry.ts'
import { type Cover, chunkCoversMax } from '#core/format/covers.ts'

/** The bytes of an image that holds as many chunks as hostile deltas are tried with. */
export const large = 512 * chunkBytesMax

/** As many covers in every MiB as there may be, each from somewhere else in the base. */
export function crowded(count: number): readonly Cover[] {
  const step = Math.floor(chunkBytesMax / chunkCoversMax)
  return Array.from({ length: count }, (_, number) => {
    return { offset: number * step, bytes: step - 1, source: (number * 7_919_777) % (large - step) }
  })
}
