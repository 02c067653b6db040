import type { BlockDevice } from '#core/block-device.ts'
import { type ChunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { type Digest, sha256 } from '#core/digest.ts'
import { requireForm } from '#core/format/bounds.ts'
import type { ChunkDigests } from '#core/plan/chunk-digests.ts'
import { changedRuns } from '#node/install/making/write-changed.ts'

/** What chunks are written to and compared with. */
export interface ChunkWriterInit {
  /** As long as the image, and all zeros. */
  readonly into: BlockDevice
  readonly geometry: ChunkGeometry
  readonly digests: ChunkDigests
  /** Ends the work between two chunks. */
  readonly signal: AbortSignal
  readonly onChunk: (done: number) => void
}

/**
 * Writes the chunks of a new image whose digests are right; blocks of zeros stay holes. A chunk is written while
 * the next one is made: its bytes stay as they are until the next call returns.
 */
export class ChunkWriter {
  readonly #init: ChunkWriterInit
  readonly #zeros: Uint8Array
  readonly #zeroDigests = new Map<number, Digest>()
  #writing: Promise<void> = Promise.resolve()
  #done = 0

  constructor(init: ChunkWriterInit) {
    this.#init = init
    this.#zeros = new Uint8Array(Math.min(init.geometry.chunkBytes, init.geometry.imageBytes))
  }

  /** Throws {@link FormatError} unless these are the bytes of the chunk. Rejects where the chunk before could not be written. */
  async write(chunk: number, bytes: Uint8Array): Promise<void> {
    this.#require(chunk, sha256(bytes))
    await this.#writing
    this.#writing = this.#writeChunk(chunk, bytes)
    // Whoever waits for it hears of a failure; who is ended before that has heard of another one.
    this.#writing.catch(() => undefined)
    this.#count()
  }

  /** A chunk of zeros is there already. Throws {@link FormatError} unless the chunk is one. */
  async leaveZero(chunk: number): Promise<void> {
    const { bytes } = chunkRange(this.#init.geometry, chunk)
    const digest = this.#zeroDigests.get(bytes) ?? sha256(this.#zeros.subarray(0, bytes))
    this.#zeroDigests.set(bytes, digest)
    this.#require(chunk, digest)
    this.#count()
  }

  /** Resolves once everything is written. */
  end(): Promise<void> {
    return this.#writing
  }

  #require(chunk: number, digest: Digest): void {
    this.#init.signal.throwIfAborted()
    requireForm('delta', digest === this.#init.digests[chunk], `makes chunk ${chunk} with the wrong digest ${digest}`)
  }

  async #writeChunk(chunk: number, bytes: Uint8Array): Promise<void> {
    const { into, geometry } = this.#init
    const { offset } = chunkRange(geometry, chunk)
    for (const { start, end } of changedRuns(this.#zeros.subarray(0, bytes.byteLength), bytes)) {
      await into.write(bytes.subarray(start, end), offset + start)
    }
  }

  #count(): void {
    this.#done += 1
    this.#init.onChunk(this.#done)
  }
}
