import type { ByteRange } from '#core/chunk-geometry.ts'
import type { CostMap } from '#tracker/release/analyze/costs/cost-map.ts'

/** What those parts of an image cost that look compressed or encrypted, in bytes of payloads. */
export function denseCost(image: Uint8Array, costs: CostMap): number {
  let sum = 0
  for (let offset = 0; offset < image.byteLength; offset += denseBlockBytes) {
    const block = { offset, bytes: Math.min(denseBlockBytes, image.byteLength - offset) }
    const cost = costs.of(block)
    if (cost >= 1 && isDense(image, block)) sum += cost
  }
  return sum
}

/** Bytes whose entropy is measured together. */
const denseBlockBytes = 16 * 1024

/** Bits a byte from which bytes are taken for compressed or encrypted: code has some 6, text 5. */
const denseBits = 7.8

/** Whether bytes look compressed or encrypted: their entropy by byte values. Too few bytes do not. */
function isDense(image: Uint8Array, { offset, bytes }: ByteRange): boolean {
  if (bytes < denseBlockBytes / 4) return false
  const counts = new Uint32Array(256)
  for (let at = offset; at < offset + bytes; at++) {
    const value = image[at] ?? 0
    counts[value] = (counts[value] ?? 0) + 1
  }
  let bits = 0
  for (const count of counts) if (count > 0) bits -= (count / bytes) * Math.log2(count / bytes)
  return bits >= denseBits
}
