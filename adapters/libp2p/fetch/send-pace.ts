/** Bytes of a frame while the link may be slow: the receiving yamux hands a frame on when all of it is there. */
const carefulFrameBytes = 32 * 1024

/**
 * Bytes of a frame over a fast link. Behind its own length (3 bytes) and the header of yamux (12) it fills two
 * messages of noise, whose plaintext is 65,519 bytes at most: each message costs as much as some 20 KiB of encryption.
 */
const fastFrameBytes = 2 * 65_519 - 15

/** A link is fast while so many bytes leave within this time. Half of them, a window, may still be on their way. */
const provingBytes = 1024 * 1024
const provingMs = 100

/**
 * How large the frames of a stream may be: over a slow link a large one would look like silence to its receiver, and
 * hold up what is said meanwhile; over a fast one small frames cost more than their bytes. A link is slow until it
 * has carried 1 MiB in 100 ms, and is asked again with each MiB.
 */
export class SendPace {
  #frameBytes = carefulFrameBytes
  #sinceMs: number
  #leftBytes = 0

  constructor(nowMs: number) {
    this.#sinceMs = nowMs
  }

  /** Bytes of the next frame. */
  get frameBytes(): number {
    return this.#frameBytes
  }

  /** So many bytes have left. */
  left(bytes: number, nowMs: number): void {
    this.#leftBytes += bytes
    if (this.#leftBytes < provingBytes) return
    this.#frameBytes = nowMs - this.#sinceMs <= provingMs ? fastFrameBytes : carefulFrameBytes
    this.#sinceMs = nowMs
    this.#leftBytes = 0
  }
}
