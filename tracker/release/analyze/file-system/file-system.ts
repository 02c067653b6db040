import type { ByteRange } from '#core/chunk-geometry.ts'

/** What is known of a file system in an image, without mounting it. */
export interface FileSystem {
  /** `ext4` stands for ext2 and ext3 too. */
  readonly kind: FileSystemKind
  /** What the bytes of its files are compressed with; undefined where they stand there plainly. */
  readonly compression: string | undefined
  /** What a build that repeats itself keeps equal, as people know it: `UUID`, `hash seed`. */
  readonly stamps: readonly Stamp[]
  /** Its regular files, each inode once, under the first path that leads to it. */
  readonly files: readonly ImageFile[]
  /** Where it keeps what is no file's content, by name: `inode tables`. */
  readonly areas: readonly Area[]
}

/** The file systems that mycel looks into. */
export type FileSystemKind = 'ext4' | 'squashfs'

/** A value that a file system is given when it is made. */
export interface Stamp {
  readonly name: string
  readonly value: string
}

/** A regular file and where its content stands in the image. */
export interface ImageFile {
  /** From the root, without a slash before it. */
  readonly path: string
  /** Its length, in bytes. */
  readonly bytes: number
  /** When it was changed last, in seconds since 1970. */
  readonly changedAt: number
  readonly extents: readonly Extent[]
}

/** Bytes of the image, and which share of them is this file's: less than 1 where several files share a block. */
export interface Extent extends ByteRange {
  readonly share: number
}

/** A named part of a file system that is no file. */
export interface Area {
  readonly name: string
  readonly ranges: readonly ByteRange[]
}
