import { open } from 'node:fs/promises'
import type { ByteSource } from '#adapters/libp2p/mesh-handlers.ts'

/** A file to serve by ranges; `close` it when it was served. */
export interface FileSource extends ByteSource {
  close(): Promise<void>
}

/** Opens a file of the repository for serving. */
export async function openFileSource(path: string): Promise<FileSource> {
  const file = await open(path, 'r')
  const { size } = await file.stat()
  return {
    totalBytes: size,
    async read(offset, bytes) {
      const range = new Uint8Array(bytes)
      const { bytesRead } = await file.read(range, 0, bytes, offset)
      if (bytesRead !== bytes) throw new Error(`${path} became shorter while it was served`)
      return range
    },
    close: () => file.close(),
  }
}
