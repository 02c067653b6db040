import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'

/** What a command took, or why it did not come to its end. */
export type ProcessOutcome =
  | { readonly type: 'done'; readonly seconds: number; readonly rssMb: number }
  | { readonly type: 'failed'; readonly reason: string }

/** How a command is run. */
export interface ProcessLimits {
  readonly limitSeconds: number
  /** A file to be written. */
  readonly rssPath: string
}

/** How much of the complaints of a process is kept, in characters. */
const complaintMax = 300

/**
 * Runs a command under GNU time, which is told its peak memory by the system when it ends, and kills both where it takes
 * longer than the limit.
 */
export async function measureProcess(
  words: readonly string[],
  { limitSeconds, rssPath }: ProcessLimits,
): Promise<ProcessOutcome> {
  const began = performance.now()
  const timed = ['-q', '-f', '%M', '-o', rssPath, ...words]
  // A group of its own, so that a kill reaches the command too.
  const child = spawn('time', timed, { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  let complaint = ''
  child.stderr.on('data', (text: Buffer) => {
    complaint = `${complaint}${text}`.slice(-complaintMax)
  })
  let isLate = false
  const limit = setTimeout(() => {
    isLate = child.pid !== undefined && process.kill(-child.pid, 'SIGKILL')
  }, 1000 * limitSeconds)
  try {
    const [code] = await once(child, 'close')
    const seconds = (performance.now() - began) / 1000
    if (isLate) return { type: 'failed', reason: `took longer than ${limitSeconds} s` }
    if (code !== 0) return { type: 'failed', reason: `ended with ${code ?? 'a signal'}: ${lastLineOf(complaint)}` }
    return { type: 'done', seconds, rssMb: (Number(await readFile(rssPath, 'utf8')) * 1024) / 1e6 }
  } finally {
    clearTimeout(limit)
  }
}

function lastLineOf(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
