/** The bytes under which a tracker keeps a value of its own. */
export function writeJson(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}

/** A value that {@link writeJson} wrote. */
export function readJson<Value>(bytes: Uint8Array): Value {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')) as Value
}
