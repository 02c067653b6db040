import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** A file system of its own, in memory, that a test can fill and write-protect. */
export interface SmallDisk {
  readonly directory: string
  /** Changes its size, or whether it may be written. */
  remount(options: string): void
}

/** Mounts a file system of `bytes` until the test ends. Skips the test with the reason, and gives undefined, where this user may not. */
export async function smallDisk(t: TestContext, bytes: number): Promise<SmallDisk | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'mycel-disk-'))
  try {
    run('mount', '-t', 'tmpfs', '-o', `size=${bytes}`, 'mycel-test', directory)
  } catch (error) {
    await rm(directory, { recursive: true })
    t.skip(`a small file system cannot be mounted here: ${String(error).split('\n')[1]}`)
    return undefined
  }
  t.after(async () => {
    // Processes of the test may still be about to end in it.
    run('umount', '--lazy', directory)
    await rm(directory, { recursive: true })
  })
  return { directory, remount: (options) => run('mount', '-o', `remount,${options}`, directory) }
}

function run(command: string, ...words: readonly string[]): void {
  execFileSync(command, words, { stdio: 'pipe' })
}
