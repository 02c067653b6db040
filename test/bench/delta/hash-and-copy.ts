import { open } from 'node:fs/promises'
import { type Digest, DigestStream } from '#core/digest.ts'

/** How much is read at once, in bytes. */
const partBytes = 1024 * 1024

/** SHA-256 of a file. */
export async function digestOfFile(path: string): Promise<Digest> {
  const whole = new DigestStream()
  for await (const part of partsOf(path)) whole.update(part)
  return whole.digest()
}

/** The seconds that the least possible work takes: the SHA-256 of an image twice, and a copy of it that is on the disk. */
export async function hashAndCopy(imagePath: string, copyPath: string): Promise<number> {
  const began = performance.now()
  await digestOfFile(imagePath)
  await digestOfFile(imagePath)
  await using copy = await open(copyPath, 'w')
  for await (const part of partsOf(imagePath)) await copy.write(part)
  await copy.sync()
  return (performance.now() - began) / 1000
}

/** The bytes of a file, one part at a time in the same memory. */
async function* partsOf(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path, 'r')
  const part = new Uint8Array(partBytes)
  for (;;) {
    const { bytesRead } = await file.read(part, 0, partBytes)
    if (bytesRead === 0) return
    yield part.subarray(0, bytesRead)
  }
}
