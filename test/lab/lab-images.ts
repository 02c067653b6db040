import { createCipheriv } from 'node:crypto'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LabPlan } from './lab-arguments.ts'

/** The images of a lab run. */
export interface LabImages {
  readonly old: string
  readonly new: string
  readonly newBytes: number
}

/** The images that were named, or incompressible ones of which nothing is in the old. */
export async function makeImages(plan: LabPlan, directory: string): Promise<LabImages> {
  const { input, seed } = plan
  if (input.type === 'images') return { old: input.old, new: input.new, newBytes: (await stat(input.new)).size }
  const images = { old: join(directory, 'old.img'), new: join(directory, 'new.img'), newBytes: input.bytes }
  await writeFile(images.old, noise(2 ** 20, seed))
  await writeFile(images.new, noise(input.bytes, seed + 1))
  return images
}

/** Bytes that no codec makes smaller, the same for the same seed: AES-128-CTR over zeros. */
function noise(bytes: number, seed: number): Uint8Array {
  const key = Buffer.alloc(16)
  key.writeUInt32LE(seed)
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes))
}
