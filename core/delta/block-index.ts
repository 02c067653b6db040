/**
 * Where blocks of an image stand: every block at a multiple of `strideBytes` is found by the hash of
 * its {@link blockBytes}. Of blocks with the same hash the first is kept. A hit is a hint, never a
 * proof: who uses it compares the bytes.
 */
export interface BlockIndex {
  readonly strideBytes: number
  /** By hash slot: 1 + the number of the block, 0 where there is none. Its length is 2^`slotBits`. */
  readonly table: Uint32Array
  readonly slotBits: number
}

/** The length of an indexed block, in bytes. */
export const blockBytes = 32

/** The most blocks of one index; images beyond it are indexed more coarsely. */
const indexedBlocksMax = 4 * 1024 * 1024

/** Indexes an image. The table takes up to half of the image's length, 32 MiB at most, in memory that threads share. */
export function indexBlocks(image: Uint8Array): BlockIndex {
  const strideBytes = strideFor(image.byteLength)
  const blockCount = Math.floor(Math.max(0, image.byteLength - blockBytes) / strideBytes) + 1
  const slotBits = Math.ceil(Math.log2(2 * blockCount))
  const table = new Uint32Array(new SharedArrayBuffer(2 ** slotBits * Uint32Array.BYTES_PER_ELEMENT))
  for (let block = 0; block * strideBytes + blockBytes <= image.byteLength; block++) {
    const hash = hashBlock(image, block * strideBytes)
    if (hash === zeroHash) continue
    const slot = slotOf(hash, slotBits)
    if (table[slot] === 0) table[slot] = block + 1
  }
  return { strideBytes, table, slotBits }
}

/** Where in the indexed image a block with this hash may stand, or undefined. Zero blocks are never found. */
export function lookUp(index: BlockIndex, hash: number): number | undefined {
  const entry = index.table[slotOf(hash, index.slotBits)] ?? 0
  return entry === 0 || hash === zeroHash ? undefined : (entry - 1) * index.strideBytes
}

/** The polynomial hash of the block at `offset`, modulo 2^32. */
export function hashBlock(image: Uint8Array, offset: number): number {
  let hash = 0
  for (let position = offset; position < offset + blockBytes; position++) {
    hash = (Math.imul(hash, multiplier) + (image[position] ?? 0)) | 0
  }
  return hash
}

/** The hash of the block one byte further, from that of a block that begins with `leaving` (Karp and Rabin 1987). */
export function rollHash(hash: number, leaving: number, entering: number): number {
  return (Math.imul(hash - Math.imul(leaving, leavingFactor), multiplier) + entering) | 0
}

function strideFor(imageBytes: number): number {
  let strideBytes = blockBytes
  while (imageBytes / strideBytes > indexedBlocksMax) strideBytes *= 2
  return strideBytes
}

/** Spreads the hash over the table: its own low bits depend on few bytes (Knuth, TAOCP 3, 6.4). */
function slotOf(hash: number, slotBits: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> (32 - slotBits)
}

const multiplier = 0x01000193
/** What the oldest byte of a block has been multiplied with: the multiplier once per later byte. */
const leavingFactor = Array.from({ length: blockBytes - 1 }, () => multiplier).reduce((a, b) => Math.imul(a, b))
const zeroHash = 0
