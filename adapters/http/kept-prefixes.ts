/** A file of which the first bytes have come. */
export interface PartialFile {
  /** As long as the whole file. */
  readonly bytes: Uint8Array
  receivedBytes: number
}

/** Files that are kept; beyond it the oldest are forgotten. */
const filesMax = 4

/** Memory that they may take, in bytes. */
const bytesMax = 4 * 1024 * 1024

/** The files of one source that broke off: what has come of them is continued, not fetched again. */
export class KeptPrefixes {
  /** The oldest first. */
  readonly #files = new Map<string, PartialFile>()
  #bytes = 0

  /** Takes what is kept of a file out, or begins it. */
  take(path: string, bytes: number): PartialFile {
    const kept = this.#files.get(path)
    this.#forget(path)
    return kept?.bytes.byteLength === bytes ? kept : { bytes: new Uint8Array(bytes), receivedBytes: 0 }
  }

  /** Keeps what has come of a file, as far as there is room. */
  keep(path: string, file: PartialFile): void {
    if (file.receivedBytes === 0 || file.bytes.byteLength > bytesMax) return
    this.#forget(path)
    this.#files.set(path, file)
    this.#bytes += file.bytes.byteLength
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= filesMax && this.#bytes <= bytesMax) return
      this.#forget(oldest)
    }
  }

  #forget(path: string): void {
    const kept = this.#files.get(path)
    if (kept === undefined) return
    this.#files.delete(path)
    this.#bytes -= kept.bytes.byteLength
  }
}
