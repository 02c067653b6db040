/**
 * A fixed number of bytes that can be read and written at any place: a slot. Real ones are files
 * and partitions, modelled ones lose unsynced writes at a power cut.
 */
export interface BlockDevice {
  /** Its size in bytes. */
  readonly bytes: number
  /** Fills `into` from `position`. Rejects when the range passes the end. */
  read(into: Uint8Array, position: number): Promise<void>
  /** Writes `from` at `position`; durable only after `sync`. Rejects when the range passes the end. */
  write(from: Uint8Array, position: number): Promise<void>
  /** Resolves once everything written before is durable. */
  sync(): Promise<void>
  close(): Promise<void>
}
