import type { Digest } from '#core/digest.ts'
import type { FileCosts } from '#tracker/release/analyze/costs/file-costs.ts'
import type { OpCosts } from '#tracker/release/analyze/costs/op-costs.ts'
import type { PlaceCosts } from '#tracker/release/analyze/costs/place-costs.ts'
import type { Spending } from '#tracker/release/analyze/costs/share-run.ts'
import type { Finding } from '#tracker/release/analyze/findings/finding.ts'
import type { ImageFormat } from '#tracker/release/analyze/findings/image-format.ts'

/** Where the bytes of the delta between two images go, as `mycel release analyze --json` prints it (`docs/analyze.md`). */
export interface Analysis {
  readonly old: AnalyzedImage
  readonly new: AnalyzedImage
  /** What a device fetches that holds the old image: `bytes` is index and payloads. */
  readonly delta: {
    readonly bytes: number
    readonly indexBytes: number
    readonly payloadBytes: number
    readonly payloadCount: number
    readonly chunkBytes: number
  }
  /** What the payloads are spent on: bytes that the old image does not have, and differences where it has something alike. */
  readonly spending: Readonly<Spending>
  readonly ops: OpCosts
  readonly places: PlaceCosts
  readonly files: FileCosts | FilesUnknown
  readonly findings: readonly Finding[]
}

/** One image of the two. */
export interface AnalyzedImage {
  readonly path: string
  readonly bytes: number
  readonly sha256: Digest
  readonly format: ImageFormat
}

/** Why it is not told by file. */
export interface FilesUnknown {
  readonly type: 'unknown'
  readonly reason: string
}
