import { blobBytesMax, requireForm, requireSize } from '#core/format/bounds.ts'

/** The largest image, old or new, that a BSDIFF40 patch is made of or makes, in bytes: bsdiff takes 17 times as much memory. */
export const bsdiff40ImageBytesMax = 16 * 1024 * 1024

/** The longest BSDIFF40 patch that is read, in bytes: noise against noise is a little longer than the image. */
export const bsdiff40PatchBytesMax = 2 * bsdiff40ImageBytesMax

/** The longest BSDIFF40 patch that is published, in bytes: it is a target file. */
export const bsdiff40PublishedBytesMax = blobBytesMax

/** What the first 32 bytes of a BSDIFF40 patch say (bspatch.c 4.3); three bzip2 streams follow. */
export interface Bsdiff40Header {
  readonly controlBytes: number
  readonly differenceBytes: number
  /** Length of the image that the patch makes, 1 to {@link bsdiff40ImageBytesMax}. */
  readonly imageBytes: number
}

const subject = 'BSDIFF40 patch'

const magic = Buffer.from('BSDIFF40', 'latin1')

const headerBytes = 32

/**
 * Reads the header of a BSDIFF40 patch. Throws {@link FormatError} where it is none, or where a length is
 * negative, too long or not in the file. What the streams hold is not looked at.
 */
export function readBsdiff40Header(patch: Uint8Array): Bsdiff40Header {
  requireSize(subject, patch, bsdiff40PatchBytesMax)
  requireForm(subject, patch.byteLength >= headerBytes, `has ${patch.byteLength} bytes, its header alone has 32`)
  requireForm(subject, magic.equals(patch.subarray(0, magic.byteLength)), 'does not begin with BSDIFF40')
  const streamBytes = patch.byteLength - headerBytes
  const controlBytes = readLength(patch, { name: 'control stream', offset: 8, bytesMax: streamBytes })
  const differenceMax = streamBytes - controlBytes
  const differenceBytes = readLength(patch, { name: 'difference stream', offset: 16, bytesMax: differenceMax })
  const imageBytes = readLength(patch, { name: 'new image', offset: 24, bytesMax: bsdiff40ImageBytesMax })
  requireForm(subject, imageBytes > 0, 'makes an empty image')
  return { controlBytes, differenceBytes, imageBytes }
}

/** A length is a 64-bit little-endian number whose highest bit is its sign: a negative one is read as one that is too long. */
function readLength(
  patch: Uint8Array,
  { name, offset, bytesMax }: { readonly name: string; readonly offset: number; readonly bytesMax: number },
): number {
  const value = new DataView(patch.buffer, patch.byteOffset, patch.byteLength).getBigUint64(offset, true)
  requireForm(subject, value <= BigInt(bytesMax), `says that its ${name} is not 0 to ${bytesMax} bytes long`)
  return Number(value)
}
