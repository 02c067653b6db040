import { type FileHandle, open } from 'node:fs/promises'
import { messageOf, UserError } from '#core/errors.ts'

/** The largest image that a release is built from, in bytes: the builder holds the old and the new one in memory. */
export const builtImageBytesMax = 2 * 1024 * 1024 * 1024

/**
 * The bytes of an image file, in memory that worker threads share. Throws {@link UserError} that names
 * the path when the file is missing, unreadable, no plain file, empty or longer than {@link builtImageBytesMax}.
 */
export async function readImageFile(path: string): Promise<Uint8Array> {
  await using file = await openImage(path)
  const stat = await file.stat()
  if (!stat.isFile()) throw new UserError(`${path} is no plain file: name the image file of the component`)
  if (stat.size === 0) throw new UserError(`the image ${path} is empty: build it again, or leave the component out`)
  if (stat.size > builtImageBytesMax) {
    throw new UserError(
      `the image ${path} has ${stat.size} bytes, at most ${builtImageBytesMax} can be built: divide it into components`,
    )
  }
  const image = new Uint8Array(new SharedArrayBuffer(stat.size))
  await fill(file, image, path)
  return image
}

async function openImage(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (cause) {
    throw new UserError(`the image ${path} cannot be read (${messageOf(cause)}): check the path and its permissions`, {
      cause,
    })
  }
}

async function fill(file: FileHandle, image: Uint8Array, path: string): Promise<void> {
  let position = 0
  while (position < image.byteLength) {
    const length = Math.min(readBytesMax, image.byteLength - position)
    const { bytesRead } = await file.read(image, position, length, position)
    if (bytesRead === 0) {
      throw new UserError(
        `the image ${path} became shorter while it was read: build the release again when it is complete`,
      )
    }
    position += bytesRead
  }
}

/** One read of a file takes at most 2 GiB less a page; this stays well below. */
const readBytesMax = 64 * 1024 * 1024
