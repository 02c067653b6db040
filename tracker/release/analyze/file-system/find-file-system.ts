import { FormatError } from '#core/errors.ts'
import { isExt4, readExt4 } from './ext4/ext4.ts'
import type { FileSystem, FileSystemKind } from './file-system.ts'
import { isSquashfs, readSquashfs } from './squashfs/squashfs.ts'

/** What comes of looking for a file system: one that could be read, or what stood against it. */
export type FileSystemFound =
  | { readonly type: 'read'; readonly fileSystem: FileSystem }
  | { readonly type: 'unread'; readonly kind: FileSystemKind | undefined; readonly reason: string }

/** Reads the file system that fills an image. One that is broken or that mycel cannot read is a reason, not an error. */
export function findFileSystem(image: Uint8Array): FileSystemFound {
  const kind = kindOf(image)
  if (kind === undefined) return { type: 'unread', kind, reason: 'it is neither ext4 nor squashfs' }
  try {
    return { type: 'read', fileSystem: kind === 'ext4' ? readExt4(image) : readSquashfs(image) }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return { type: 'unread', kind, reason: error.message }
  }
}

function kindOf(image: Uint8Array): FileSystemKind | undefined {
  if (isExt4(image)) return 'ext4'
  return isSquashfs(image) ? 'squashfs' : undefined
}
