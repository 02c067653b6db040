/** One change of a {@link KeyValueStore}; `value` undefined deletes. */
export interface StoreChange {
  readonly key: string
  readonly value: Uint8Array | undefined
}

/** Small values by key. A batch is applied as a whole or not at all, and is durable when it resolves. */
export interface KeyValueStore {
  get(key: string): Promise<Uint8Array | undefined>
  /** Keys that begin with `prefix`, in order of their UTF-8 bytes. */
  keys(prefix: string): Promise<readonly string[]>
  commit(changes: readonly StoreChange[]): Promise<void>
  close(): Promise<void>
}
