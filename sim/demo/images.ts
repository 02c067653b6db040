import { existsSync } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { messageOf, UserError } from '#core/errors.ts'

/** Two versions of one image, to update devices from one to the other. */
export interface ImagePair {
  readonly product: string
  readonly old: Image
  readonly new: Image
}

/** One version of an image. */
export interface Image {
  readonly version: string
  readonly path: string
  readonly bytes: number
}

/** The images that a person named. */
export async function namedImages(oldPath: string, newPath: string): Promise<ImagePair> {
  return {
    product: 'demo',
    old: { version: '1.0.0', path: resolve(oldPath), bytes: await sizeOf(oldPath) },
    new: { version: '2.0.0', path: resolve(newPath), bytes: await sizeOf(newPath) },
  }
}

/**
 * Real firmware: two releases of the Pybricks firmware for the Prime Hub, from two development
 * dependencies of this checkout. They are not ours to redistribute, so a packed mycel has none.
 */
export async function pybricksImages(directory: string): Promise<ImagePair> {
  await mkdir(directory, { recursive: true })
  return {
    product: 'primehub',
    old: await pybricksImage(directory, 'pybricks-firmware-old'),
    new: await pybricksImage(directory, 'pybricks-firmware-new'),
  }
}

async function pybricksImage(directory: string, name: string): Promise<Image> {
  const folder = resolve(import.meta.dirname, '../../node_modules', name)
  if (!existsSync(folder)) {
    throw new UserError('this mycel brings no firmware to update from: give two images of your own by --image OLD NEW')
  }
  try {
    const { unzipSync } = await import('fflate')
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { readonly version: string }
    const firmware = unzipSync(await readFile(join(folder, 'build/primehub.zip')))['firmware-base.bin']
    if (firmware === undefined) throw new UserError(`${folder}/build/primehub.zip holds no firmware-base.bin`)
    const path = join(directory, `primehub-${version}.bin`)
    await writeFile(path, firmware)
    return { version, path, bytes: firmware.byteLength }
  } catch (cause) {
    throw new UserError(
      `the firmware of the demo is not here (${messageOf(cause)}): give two images of your own by --image OLD NEW`,
      { cause },
    )
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (cause) {
    throw new UserError(`cannot read the image ${path}: ${messageOf(cause)}`, { cause })
  }
}
