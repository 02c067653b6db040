import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type DeltaAnchor, madePathIn } from './anchor.ts'

/**
 * casync with chunks of 64 KiB on average. What travels is the index and the chunks that the old image does not have; all
 * others are removed, so that applying fails unless the old image brings them.
 */
export const casync: DeltaAnchor = {
  name: 'casync',
  programs: [{ command: 'casync', from: 'Debian package casync' }],
  prepare: ({ directory, basePath }) => makeStore(directory, 'base', basePath),
  encode: ({ directory, imagePath }) => makeStore(directory, 'image', imagePath),
  travel: async ({ directory }) => {
    const there = new Set(await chunksIn(join(directory, 'base')))
    let bytes = (await stat(join(directory, 'image.caibx'))).size
    for (const chunk of await chunksIn(join(directory, 'image'))) {
      const path = join(directory, 'image', chunk)
      if (there.has(chunk)) await rm(path)
      else bytes += (await stat(path)).size
    }
    return bytes
  },
  apply: ({ directory, basePath }) => {
    const store = `--store=${join(directory, 'image')}`
    return ['casync', 'extract', store, `--seed=${basePath}`, join(directory, 'image.caibx'), madePathIn(directory)]
  },
}

function makeStore(directory: string, name: string, path: string): readonly string[] {
  const words = ['casync', 'make', `--store=${join(directory, name)}`, '--chunk-size=64K']
  return [...words, join(directory, `${name}.caibx`), path]
}

/** The files of a chunk store, which are named by what they decompress to. */
async function chunksIn(store: string): Promise<readonly string[]> {
  const entries = await readdir(store, { recursive: true })
  return entries.filter((entry) => entry.endsWith('.cacnk'))
}
