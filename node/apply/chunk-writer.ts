import { webcrypto } from 'node:crypto'
import type { BlockDevice } from '#core/block-device.ts'
import { type ChunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { type Digest, digestFromBytes, sha256 } from '#core/digest.ts'
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
 * Writes the chunks of a new image whose digests are right; blocks of zeros stay holes. A chunk is hashed, by a thread of
 * the pool, and written while the next one is made: its bytes stay as they are until the next call returns.
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

  /**
   * Takes the bytes of a chunk. Rejects with {@link FormatError} where those of the chunk before had another digest, and
   * where they could not be written.
   */
  async write(chunk: number, bytes: Uint8Array): Promise<void> {
    this.#init.signal.throwIfAborted()
    await this.#writing
    this.#writing = this.#writeChunk(chunk, bytes)
    // Whoever waits for it hears of a failure; who is ended before that has heard of another one.
    this.#writing.catch(() => undefined)
    this.#count()
  }

  /** A chunk of zeros is there already. Throws {@link FormatError} unless the chunk is one. */
  leaveZero(chunk: number): void {
    this.#init.signal.throwIfAborted()
    this.#require(chunk, this.#zeroDigest(chunk))
    this.#count()
  }

  /** Whether a chunk is to be zeros, by its digest: then nobody needs to make it. */
  isZero(chunk: number): boolean {
    return this.#init.digests[chunk] === this.#zeroDigest(chunk)
  }

  /** Resolves once everything is written. Rejects as {@link write} does. */
  end(): Promise<void> {
    return this.#writing
  }

  #zeroDigest(chunk: number): Digest {
    const { bytes } = chunkRange(this.#init.geometry, chunk)
    const digest = this.#zeroDigests.get(bytes) ?? sha256(this.#zeros.subarray(0, bytes))
    this.#zeroDigests.set(bytes, digest)
    return digest
  }

  #require(chunk: number, digest: Digest): void {
    requireForm('delta', digest === this.#init.digests[chunk], `makes chunk ${chunk} with the wrong digest ${digest}`)
  }

  async #writeChunk(chunk: number, bytes: Uint8Array): Promise<void> {
    this.#require(chunk, await sha256Aside(bytes))
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

/** SHA-256 of some bytes, by another thread than this one, which begins with a copy of them. */
async function sha256Aside(bytes: Uint8Array): Promise<Digest> {
  return digestFromBytes(new Uint8Array(await webcrypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)))
}
