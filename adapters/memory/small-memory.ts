/**
 * How Node starts where memory is short. V8's young generation is 1 MiB: at its default of 16 the garbage of loading
 * libp2p alone stands in memory as 50 MB, on a device that may have 128. Of V8's own threads there is one.
 */
export const smallMemoryFlags = ['--max-semi-space-size=1', '--v8-pool-size=1'] as const

/**
 * For glibc's allocator (`mallopt(3)`): chunks of an image go back to the kernel when they are freed, instead
 * of raising the threshold from which they do. Measured on 127 MB images: 150 MB at most instead of 165.
 */
export const smallMemoryEnvironment = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
} as const

/**
 * Starts this program anew in its process, execve(2), as {@link smallMemoryFlags} say: none of it can be changed once
 * V8 runs. Returns where it was started so. To be called before anything is open but the standard streams.
 */
export function restartInSmallMemory(): void {
  if (smallMemoryFlags.every((flag) => process.execArgv.includes(flag)) || process.execve === undefined) return
  const words = [process.execPath, ...smallMemoryFlags, ...process.execArgv, ...process.argv.slice(1)]
  process.execve(process.execPath, words, { ...smallMemoryEnvironment, ...definedIn(process.env) })
}

function definedIn(environment: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(entries)
}
