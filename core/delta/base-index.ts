/**
 * Where the bytes of an image stand: every key at a multiple of `strideBytes` is found by its hash, keys with the same
 * hash one after the other. A hit is a hint, never a proof: who uses it compares the bytes.
 */
export interface BaseIndex {
  /** How many bytes are hashed: 8 in small images, 16 in large ones. */
  readonly keyBytes: KeyBytes
  readonly strideBytes: number
  /** By hash slot: 1 + the number of the last key there, 0 where there is none. Its length is 2^`slotBits`. */
  readonly heads: Int32Array
  readonly slotBits: number
  /** By number of a key: 1 + the number of the one before in its slot, 0 where it is the first. */
  readonly previous: Int32Array
}

/** The lengths that a key may have, in bytes. */
export type KeyBytes = 8 | 16

/** An image up to this size has short keys at every byte, in bytes. */
const denseBytesMax = 4 * 1024 * 1024

/** The most keys of one index; larger images are indexed more coarsely. */
const keysMax = 64 * 1024 * 1024

/** The most slots of one index, as a power of two. */
const slotBitsMax = 25

/**
 * Indexes an image. The tables take about as much memory as the image, 384 MiB at most, which threads share. Keys
 * of four equal words say nothing of a place and are left out.
 */
export function indexBase(base: Uint8Array): BaseIndex {
  const keyBytes = base.byteLength <= denseBytesMax ? 8 : 16
  const strideBytes = strideFor(base.byteLength)
  const keyCount = Math.max(0, Math.floor((base.byteLength - keyBytes) / strideBytes) + 1)
  const slotBits = Math.min(slotBitsMax, Math.max(8, Math.ceil(Math.log2(keyCount + 1))))
  const heads = sharedTable(2 ** slotBits)
  const previous = sharedTable(keyCount)
  const view = viewOf(base)
  for (let key = 0; key < keyCount; key++) {
    const hash = hashKey(view, key * strideBytes, keyBytes)
    if (hash === undefined) continue
    const slot = hash >>> (32 - slotBits)
    previous[key] = heads[slot] ?? 0
    heads[slot] = key + 1
  }
  return { keyBytes, strideBytes, heads, slotBits, previous }
}

/** The hash of the key at `offset`, spread over all 32 bits; undefined where it is one word over and over. */
export function hashKey(view: DataView, offset: number, keyBytes: KeyBytes): number | undefined {
  const first = view.getInt32(offset, true)
  const second = view.getInt32(offset + 4, true)
  if (keyBytes === 8) return first === second ? undefined : spread(Math.imul(first, 0x85ebca6b) ^ second)
  const third = view.getInt32(offset + 8, true)
  const fourth = view.getInt32(offset + 12, true)
  if (first === second && third === fourth && first === third) return undefined
  const front = Math.imul(first, 0x85ebca6b) ^ second
  return spread(Math.imul(spread(front) ^ third, 0xc2b2ae35) ^ fourth)
}

/** A view of all bytes of an image. */
export function viewOf(image: Uint8Array): DataView {
  return new DataView(image.buffer, image.byteOffset, image.byteLength)
}

/** Multiplicative hashing leaves the best bits on top (Knuth, TAOCP 3, 6.4). */
function spread(word: number): number {
  const mixed = Math.imul(word ^ (word >>> 15), 0x9e3779b1)
  return Math.imul(mixed ^ (mixed >>> 13), 0x85ebca6b) >>> 0
}

function strideFor(imageBytes: number): number {
  let strideBytes = imageBytes <= denseBytesMax ? 1 : 4
  while (imageBytes / strideBytes > keysMax) strideBytes *= 2
  return strideBytes
}

function sharedTable(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT))
}
