import type { Digest } from '#core/digest.ts'

/** Somebody else's way to bring a device from one image to another, with the options that make the fewest bytes. */
export interface DeltaAnchor {
  /** As the report calls it. */
  readonly name: string
  readonly programs: readonly AnchorProgram[]
  /** The memory that encoding this pair takes, in bytes, where that is so much that it decides whether it is tried. */
  memoryBytes?(pair: ImageFiles): number
  /** The command of what is done before the new image is known, and is not measured. */
  prepare?(field: AnchorField): readonly string[]
  encode(field: AnchorField): readonly string[]
  /** Leaves what travels, and no more, in files under the directory. Resolves with their bytes. */
  travel(field: AnchorField): Promise<number>
  /** Makes {@link madePathIn} of what travelled and the old image. */
  apply(field: AnchorField): readonly string[]
}

/** A command, and what brings it. */
export interface AnchorProgram {
  readonly command: string
  readonly from: string
}

/** Two image files to go from and to. */
export interface ImageFiles {
  readonly basePath: string
  readonly baseBytes: number
  readonly imagePath: string
  readonly imageBytes: number
  readonly imageDigest: Digest
}

/** Where an anchor works. */
export interface AnchorField extends ImageFiles {
  /** Empty at first. */
  readonly directory: string
}

/** What an anchor came to, checked byte for byte; or why it was not measured. */
export type AnchorOutcome =
  | {
      readonly bytes: number
      readonly encodeSeconds: number
      readonly encodeRssMb: number
      readonly applySeconds: number
      readonly applyRssMb: number
    }
  | { readonly leftOut: string }

/** The outcomes of all anchors, by their names. */
export type AnchorOutcomes = Readonly<Record<string, AnchorOutcome>>

/** Where an anchor makes the new image. */
export function madePathIn(directory: string): string {
  return `${directory}/made`
}
