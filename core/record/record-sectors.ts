/** The two places of a record pair. They may be two files or two sectors of flash. */
export interface RecordSectors {
  /** The sector as it is found, or undefined where it was never written. What is damaged comes back as it is. */
  read(index: 0 | 1): Promise<Uint8Array | undefined>
  /** Resolves once the sector is durable. A power cut meanwhile may leave anything in it, and nothing elsewhere. */
  write(index: 0 | 1, sector: Uint8Array): Promise<void>
}
