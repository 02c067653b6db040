/**
 * The same bytes in a buffer of their own, which may move to another thread. A copy where the
 * buffer holds more, which would move with them, and where there are none, which someone else may share.
 */
export function movable(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes
  const alone = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength && bytes.byteLength > 0
  return alone ? new Uint8Array(buffer) : new Uint8Array(bytes)
}
