/** What the tracker has sent, in bytes of content. */
export interface ServedTotals {
  /** Payloads, pages and deltas: what an update is made of. */
  readonly payloadBytes: number
  /** Release documents, snapshots and targets. */
  readonly metadataBytes: number
}

/** Counts what is served, by what it is. */
export class ServedBytes {
  #payloadBytes = 0
  #metadataBytes = 0

  /** `path` is where the repository keeps what was served, relative to its directory. */
  add(path: string, bytes: number): void {
    if (path.startsWith('blobs/') || path.endsWith('.delta')) this.#payloadBytes += bytes
    else this.#metadataBytes += bytes
  }

  totals(): ServedTotals {
    return { payloadBytes: this.#payloadBytes, metadataBytes: this.#metadataBytes }
  }
}
