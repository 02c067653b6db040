import { open } from 'node:fs/promises'

/** Resolves once the names in a directory are durable: a synced file that is new may otherwise be gone after a cut. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
