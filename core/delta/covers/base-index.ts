/**
 * Where the bytes of an image stand: every key at a multiple of `strideBytes` is found by its hash, keys with the same
 * hash one after the other. A hit is a hint, never a proof: who uses it compares the bytes.
 */
export interface BaseIndex {
  readonly strideBytes: number
  /** The blocks of the image that are not all zeros, ascending: only their keys have numbers, one after the other. */
  readonly blocks: Int32Array
  /** By hash slot: the entry of the last key there, 0 where there is none. Its length is 2^`slotBits`. */
  readonly heads: Int32Array
  readonly slotBits: number
  /** By number of a key: the entry of the one before in its slot, 0 where it is the first. */
  readonly previous: Int32Array
}

/** How many bytes are hashed: so few that what stands between two changed addresses is found. */
export const keyBytes = 8

/** The grain of leaving out zeros, in bytes. */
const blockBytes = 4096

/** The most keys of one index; larger images are indexed more coarsely. */
const keysMax = 64 * 1024 * 1024

/** The most slots of one index, as a power of two. */
const slotBitsMax = 25

/**
 * An entry is 1 + the number of a key, and above that the lowest bits of its hash, which the slot does not say: most of the
 * other keys of a slot are passed over without a look at the image, which is far away in memory.
 */
const entryNumberBits = 27
const entryNumberMask = 2 ** entryNumberBits - 1

/**
 * Indexes an image. The tables take at most 384 MiB and some four bytes for every 4 KiB, which threads share. Keys of two
 * equal words say nothing of a place and are left out.
 */
export function indexBase(base: Uint8Array): BaseIndex {
  const blocks = filledBlocks(base)
  const strideBytes = strideFor(blocks.length * blockBytes)
  const keysPerBlock = blockBytes / strideBytes
  const keyCount = blocks.length * keysPerBlock
  const slotBits = Math.min(slotBitsMax, Math.max(8, Math.ceil(Math.log2(keyCount + 1))))
  const heads = sharedTable(2 ** slotBits)
  const previous = sharedTable(keyCount)
  const view = viewOf(base)
  for (let number = 0; number < blocks.length; number++) {
    const start = (blocks[number] ?? 0) * blockBytes
    const end = Math.min(start + blockBytes, base.byteLength - keyBytes + 1)
    let key = number * keysPerBlock
    for (let offset = start; offset < end; offset += strideBytes, key++) {
      const hash = hashKey(view, offset)
      if (hash === undefined) continue
      const slot = hash >>> (32 - slotBits)
      previous[key] = heads[slot] ?? 0
      heads[slot] = (hash << entryNumberBits) | (key + 1)
    }
  }
  return { strideBytes, blocks, heads, slotBits, previous }
}

/** The entry of the last key in the slot of a hash; 0 where there is none. */
export function lastEntry({ heads, slotBits }: BaseIndex, hash: number): number {
  return heads[hash >>> (32 - slotBits)] ?? 0
}

/** The entry of the key before this one in its slot; 0 where it is the first. */
export function entryBefore({ previous }: BaseIndex, entry: number): number {
  return previous[(entry & entryNumberMask) - 1] ?? 0
}

/** Whether the key of an entry may have this hash: of the others of its slot, one of 32 seems to. */
export function isLikely(entry: number, hash: number): boolean {
  return (entry ^ (hash << entryNumberBits)) >>> entryNumberBits === 0
}

/** Where the key of an entry stands in its image. */
export function placeOfEntry({ blocks, strideBytes }: BaseIndex, entry: number): number {
  const key = (entry & entryNumberMask) - 1
  const keysPerBlock = blockBytes / strideBytes
  return (blocks[Math.floor(key / keysPerBlock)] ?? 0) * blockBytes + (key % keysPerBlock) * strideBytes
}

/** The hash of the key at `offset`, spread over all 32 bits; undefined where it is one word twice. */
export function hashKey(view: DataView, offset: number): number | undefined {
  const first = view.getInt32(offset, true)
  const second = view.getInt32(offset + 4, true)
  return first === second ? undefined : spread(Math.imul(first, 0x85ebca6b) ^ second)
}

/** A view of all bytes of an image. */
export function viewOf(image: Uint8Array): DataView {
  return new DataView(image.buffer, image.byteOffset, image.byteLength)
}

/** Whether all of some bytes are zero. */
export function isZero(bytes: Uint8Array): boolean {
  for (let start = 0; start < bytes.byteLength; start += zeros.byteLength) {
    const part = bytes.subarray(start, start + zeros.byteLength)
    // The machine compares far faster than a loop does.
    if (Buffer.compare(part, zeros.subarray(0, part.byteLength)) !== 0) return false
  }
  return true
}

const zeros = new Uint8Array(64 * 1024)

/** Multiplicative hashing leaves the best bits on top (Knuth, TAOCP 3, 6.4). */
function spread(word: number): number {
  const mixed = Math.imul(word ^ (word >>> 15), 0x9e3779b1)
  return Math.imul(mixed ^ (mixed >>> 13), 0x85ebca6b) >>> 0
}

function filledBlocks(base: Uint8Array): Int32Array {
  const blocks = sharedTable(Math.ceil(base.byteLength / blockBytes))
  let count = 0
  for (let block = 0; block < blocks.length; block++) {
    const start = block * blockBytes
    if (!isZero(base.subarray(start, start + blockBytes))) blocks[count++] = block
  }
  return blocks.subarray(0, count)
}

function strideFor(bytes: number): number {
  let strideBytes = 1
  while (bytes / strideBytes > keysMax && strideBytes < blockBytes) strideBytes *= 2
  return strideBytes
}

function sharedTable(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT))
}
