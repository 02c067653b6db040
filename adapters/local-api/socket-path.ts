import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The longest path of a Unix socket that every kernel takes (`unix(7)`: 108 bytes with its end). */
const pathBytesMax = 100

/** Where the process of a directory listens for its owner: `mycel.sock` in it, or in the temporary one where that path is too long. */
export function socketPath(directory: string): string {
  const path = join(resolve(directory), 'mycel.sock')
  if (Buffer.byteLength(path) <= pathBytesMax) return path
  const name = createHash('sha256').update(path).digest('hex').slice(0, 16)
  return join(tmpdir(), `mycel-${name}.sock`)
}
