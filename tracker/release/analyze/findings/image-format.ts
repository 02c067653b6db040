import type { FileSystemFound } from '#tracker/release/analyze/file-system/find-file-system.ts'
import { describeSquashfs } from '#tracker/release/analyze/file-system/squashfs/squashfs.ts'
import { compressionAt } from '#tracker/release/analyze/findings/magic.ts'

/** What an image is, by its first bytes. */
export interface ImageFormat {
  /** As people call it: `ext4`, `squashfs`, `Linux kernel (x86)`, `unknown`. */
  readonly name: string
  /** What its content is compressed with; undefined where it is plain or nothing is known. */
  readonly compression: string | undefined
}

/** Tells what an image is. `found` is what came of looking for a file system in it. */
export function formatOf(image: Uint8Array, found: FileSystemFound): ImageFormat {
  if (found.type === 'read') return { name: found.fileSystem.kind, compression: found.fileSystem.compression }
  if (found.kind === 'squashfs') return { name: 'squashfs', compression: describeSquashfs(image)?.compression }
  if (found.kind !== undefined) return { name: found.kind, compression: undefined }
  const compression = compressionAt(image, 0)
  if (compression !== undefined) return { name: compression, compression }
  return otherFormat(viewOf(image)) ?? { name: 'unknown', compression: undefined }
}

/** A kernel, a boot image, a program, or a file system that mycel knows by its magic only. */
function otherFormat(view: DataView): ImageFormat | undefined {
  if (word(view, 0x202) === 0x53726448) return x86Kernel(view)
  // Documentation/arch/arm/booting.rst: the zImage magic. What is inside begins at no fixed place.
  if (word(view, 0x24) === 0x016f2818) return { name: 'Linux kernel (ARM zImage)', compression: 'gzip or another' }
  // U-Boot include/image.h: a legacy image, numbers big-endian.
  if (word(view, 0) === 0x56190527) return { name: 'U-Boot image', compression: legacyCompressions[byte(view, 31)] }
  // EROFS says by its features that files are compressed.
  if (word(view, 1024) === 0xe0f5e1e2) {
    return { name: 'erofs', compression: (word(view, 1024 + 80) & 0x3) === 0 ? undefined : 'lz4 or another' }
  }
  if (word(view, 0) === 0x464c457f) return { name: 'ELF program', compression: undefined }
  if (word(view, 0) === 0x28cd3d45) return { name: 'cramfs', compression: 'gzip' }
  return undefined
}

/** Linux Documentation/arch/x86/boot.rst: the payload is what the kernel is compressed to, from version 2.08 on. */
function x86Kernel(view: DataView): ImageFormat {
  const setupSectors = byte(view, 0x1f1) || 4
  const payload = (setupSectors + 1) * 512 + word(view, 0x248)
  const image = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  return { name: 'Linux kernel (x86)', compression: compressionAt(image, payload) ?? 'an unknown method' }
}

const legacyCompressions: Readonly<Record<number, string>> = {
  1: 'gzip',
  2: 'bzip2',
  3: 'lzma',
  4: 'lzo',
  5: 'lz4',
  6: 'zstd',
}

function viewOf(image: Uint8Array): DataView {
  return new DataView(image.buffer, image.byteOffset, image.byteLength)
}

/** A little-endian word; 0 behind the end. */
function word(view: DataView, offset: number): number {
  return offset + 4 <= view.byteLength ? view.getUint32(offset, true) : 0
}

function byte(view: DataView, offset: number): number {
  return offset < view.byteLength ? view.getUint8(offset) : 0
}
