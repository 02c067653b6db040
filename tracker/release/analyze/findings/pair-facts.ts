import type { CostMap } from '#tracker/release/analyze/costs/cost-map.ts'
import type { Spending } from '#tracker/release/analyze/costs/share-run.ts'
import type { FileSystem, Stamp } from '#tracker/release/analyze/file-system/file-system.ts'
import type { ImageFormat } from '#tracker/release/analyze/findings/image-format.ts'

/** What findings are made from: two images and what their delta costs. */
export interface PairFacts {
  readonly old: ImageFacts
  readonly new: ImageFacts
  /** Of the new image. */
  readonly costs: CostMap
  readonly spending: Spending
  readonly payloadBytes: number
}

/** One image of a pair. */
export interface ImageFacts {
  readonly image: Uint8Array
  readonly format: ImageFormat
  /** Undefined where there is none that mycel can read. */
  readonly fileSystem: FileSystem | undefined
  /** What its file system was given when it was made: known of squashfs whatever its tables are compressed with. */
  readonly stamps: readonly Stamp[]
}
