import { createReadStream } from 'node:fs'
import { type Digest, DigestStream } from '#core/digest.ts'

/** The digest of the first `bytes` of a file. */
export async function digestOfFile(path: string, bytes: number): Promise<Digest> {
  const digest = new DigestStream()
  for await (const part of createReadStream(path, { end: bytes - 1 })) digest.update(part as Uint8Array)
  return digest.digest()
}
