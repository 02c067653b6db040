import { type Load, loadsMax } from '#core/format/address-map.ts'

/**
 * Where an image that is an ELF file of 64 bits, little-endian, is loaded: its segments of type LOAD (System V ABI, chapter 5).
 * None of any other image, and of one whose headers make no sense.
 */
export function readElfLoads(image: Uint8Array): readonly Load[] {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength)
  if (image.byteLength < headerBytes || view.getUint32(0) !== magic || view.getUint16(4) !== little64) return []
  const offset = Number(view.getBigUint64(32, true))
  const entryBytes = view.getUint16(54, true)
  const count = view.getUint16(56, true)
  if (entryBytes < segmentBytes || offset + count * entryBytes > image.byteLength) return []
  return Array.from({ length: count }, (_, index) => offset + index * entryBytes)
    .filter((at) => view.getUint32(at, true) === typeLoad)
    .map((at) => ({
      offset: Number(view.getBigUint64(at + 8, true)),
      bytes: Number(view.getBigUint64(at + 32, true)),
      address: view.getBigUint64(at + 16, true),
    }))
    .filter((load) => load.bytes > 0 && load.offset + load.bytes <= image.byteLength)
    .slice(0, loadsMax)
}

/** `7f` and "ELF". */
const magic = 0x7f454c46
/** Class 2, 64 bits, and data 1, little-endian. */
const little64 = 0x0201
const headerBytes = 64
const segmentBytes = 56
const typeLoad = 1
