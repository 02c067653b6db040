/** One way to bring bytes from one process to another over loopback. */
export interface Way {
  /** Has the bytes ready for whoever takes them. */
  hold(): Promise<Holder>
  /** Connects to a holder of the same way. */
  connect(address: string): Promise<Taker>
}

/** The side that sends. */
export interface Holder {
  readonly address: string
  close(): Promise<void>
}

/** The side that receives, over one connection. */
export interface Taker {
  /** Brings this many payloads. Rejects when fewer come, or others. */
  take(payloads: number): Promise<void>
  close(): Promise<void>
}

/** Bytes of one payload. */
export const payloadBytes = 1024 * 1024
