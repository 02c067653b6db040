/** How one fetch is followed. */
export interface FetchOptions {
  readonly signal: AbortSignal
  /** Called at most twice a second, with the bytes received so far; lengths of frames may count. */
  readonly onProgress: (receivedBytes: number) => void
  /** Called with the bytes of each arrival: for how many ms nothing more is to be taken, under the sender's patience. */
  readonly pauseMs?: ((arrivedBytes: number) => number) | undefined
}
