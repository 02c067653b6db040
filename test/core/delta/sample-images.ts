/** Bytes that do not compress, the same on every run (xorshift32, Marsaglia 2003). */
export function noise(bytes: number, seed = 0x2545f491): Uint8Array {
  let state = seed
  return Uint8Array.from({ length: bytes }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state
  })
}

/** The parts of an image, one after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

/** A copy of `image` in which every `everyBytes`-th byte has changed. */
export function worn(image: Uint8Array, everyBytes: number): Uint8Array {
  return image.map((byte, position) => (position % everyBytes === 0 ? byte ^ 0xff : byte))
}
