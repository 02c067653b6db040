/** Memory in which the chunks of an image are made, one after the other: four times that of a chunk, whatever a patch says. */
export class PatchBuffers {
  /** For what a chunk needs of the base, as `planReads` bounds it. */
  readonly sources: Uint8Array
  readonly #chunks: readonly [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>]
  #isSecond = false

  /** For chunks of at most `chunkBytesMax`. */
  constructor(chunkBytesMax: number) {
    this.sources = new Uint8Array(2 * chunkBytesMax)
    this.#chunks = [new Uint8Array(chunkBytesMax), new Uint8Array(chunkBytesMax)]
  }

  /** Memory for the next chunk, with any content. It stays as it is until the one after the next is asked for. */
  nextChunk(bytes: number): Uint8Array<ArrayBuffer> {
    const chunk = this.#chunks[this.#isSecond ? 1 : 0]
    this.#isSecond = !this.#isSecond
    return chunk.subarray(0, bytes)
  }
}
