const intervalMs = 500

/** Passes on how much of a fetch has come, at most twice a second. */
export class FetchProgress {
  readonly #onProgress: (receivedBytes: number) => void
  #toldMs = Number.NEGATIVE_INFINITY

  constructor(onProgress: (receivedBytes: number) => void) {
    this.#onProgress = onProgress
  }

  /** So many bytes have come in all. */
  at(receivedBytes: number): void {
    if (performance.now() - this.#toldMs >= intervalMs) this.tell(receivedBytes)
  }

  /** Passes it on now. */
  tell(receivedBytes: number): void {
    this.#toldMs = performance.now()
    this.#onProgress(receivedBytes)
  }
}
