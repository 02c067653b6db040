import type { StoreChange } from '#core/key-value-store.ts'

/** The bytes under which a tracker keeps a value of its own. */
function writeJson(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}

/** A value that {@link storedJson} kept. */
export function readJson<Value>(bytes: Uint8Array): Value {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')) as Value
}

/** The change that keeps a value under a key. */
export function storedJson(key: string, value: unknown): StoreChange {
  return { key, value: writeJson(value) }
}
