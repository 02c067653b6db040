import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '#core/errors.ts'

/** How a command is run. */
export interface CommandInit {
  readonly path: string
  readonly environment: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** Ends it early. */
  readonly signal: AbortSignal
}

/** How it ended: by itself, or because it was not let go on. */
export type CommandEnd =
  | { readonly type: 'exited'; readonly code: number; readonly output: string; readonly complaint: string }
  | { readonly type: 'stopped'; readonly reason: string }

/** The most that a command may write, to each of its two outputs. */
const outputBytesMax = 4096

/** How long the pipes of a command that has ended are read. */
const pipeEndsMs = 200

/**
 * Runs a command without arguments or input, in a process group of its own: whatever of it is left at its end, or when
 * its time is over, is killed. It may write {@link outputBytesMax}.
 */
export async function runCommand({ path, environment, timeoutMs, signal }: CommandInit): Promise<CommandEnd> {
  const child = spawn(path, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...environment } })
  const stopped = Promise.withResolvers<CommandEnd>()
  const stop = (reason: string) => stopped.resolve({ type: 'stopped', reason })
  const abort = () => stop('the node ends')
  signal.addEventListener('abort', abort)
  const timer = setTimeout(() => stop(`it did not end within ${timeoutMs / 1000} s`), timeoutMs)
  const flood = () => stop(`it wrote more than ${outputBytesMax} bytes`)
  const output = collect(child.stdout, flood)
  const complaint = collect(child.stderr, flood)
  try {
    return await Promise.race([endOf(child, output, complaint), stopped.promise])
  } catch (error) {
    return { type: 'stopped', reason: `it cannot be started: ${messageOf(error)}` }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    killGroup(child)
    child.stdout.destroy()
    child.stderr.destroy()
  }
}

async function endOf(child: ChildProcess, output: () => string, complaint: () => string): Promise<CommandEnd> {
  const [code, signal] = (await once(child, 'exit')) as [number, null] | [null, NodeJS.Signals]
  // What it wrote last may still be in the pipes. Who holds them open after it is not waited for.
  killGroup(child)
  await Promise.race([Promise.all([endOfStream(child.stdout), endOfStream(child.stderr)]), delay(pipeEndsMs)])
  if (signal !== null) return { type: 'stopped', reason: `it was killed by ${signal}` }
  return { type: 'exited', code, output: output(), complaint: complaint() }
}

function endOfStream(stream: Readable | null): Promise<unknown> {
  return stream === null || stream.readableEnded ? Promise.resolve() : once(stream, 'end')
}

function collect(stream: NodeJS.ReadableStream, flood: () => void): () => string {
  const chunks: Buffer[] = []
  let bytes = 0
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength
    if (bytes <= outputBytesMax) chunks.push(chunk)
    else flood()
  })
  stream.on('error', () => undefined)
  return () => Buffer.concat(chunks).toString('utf8')
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody of it is left.
  }
}
