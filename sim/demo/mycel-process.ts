import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** One line of a process's log. */
export interface ProcessEvent {
  readonly event: string
  readonly [field: string]: unknown
}

/** How the demo starts `mycel`. */
export interface Launcher {
  /** Path of the `mycel` entry file. */
  readonly entry: string
  readonly environment: NodeJS.ProcessEnv
  readonly logDirectory: string
  /** Ends the commands of {@link runMycel}. */
  readonly signal?: AbortSignal
}

/** How long a process may take to end on SIGTERM before it is killed: a node writes its journal and leaves its peers. */
const stopTimeoutMs = 15_000

/** Processes that have not ended. Whatever ends this process, they do not outlive it. */
const running = new Set<MycelProcess>()
process.on('exit', () => {
  for (const each of running) each.kill()
})

/** A `mycel` command that goes on running and logs JSON lines, with a process group of its own. */
export class MycelProcess {
  readonly name: string
  readonly #child: ChildProcess
  readonly #ended: Promise<number>

  /** Starts the command. Its log is appended to `NAME.log`. */
  constructor(launcher: Launcher, name: string, words: readonly string[], onEvent: (event: ProcessEvent) => void) {
    this.name = name
    const log = createWriteStream(`${launcher.logDirectory}/${name}.log`, { flags: 'a' })
    const child = spawn(process.execPath, [launcher.entry, ...words], {
      env: launcher.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: it can be killed with its children, and a Ctrl-C is for the parent to handle.
      detached: true,
    })
    this.#child = child
    running.add(this)
    child.stderr.pipe(log, { end: false })
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => {
      log.write(`${line}\n`)
      const event = parseEvent(line)
      if (event !== undefined) onEvent(event)
    })
    this.#ended = new Promise((resolve) => {
      const end = (code: number): void => {
        running.delete(this)
        log.end()
        resolve(code)
      }
      child.on('error', () => end(1))
      child.on('close', (code) => end(code ?? 1))
    })
  }

  /** Resolves with the exit code once the process has ended and its last line was heard. */
  get ended(): Promise<number> {
    return this.#ended
  }

  /** Asks the process to end and waits until it has; kills it when it does not. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.kill(), stopTimeoutMs)
    this.#child.kill('SIGTERM')
    await this.#ended
    clearTimeout(timer)
  }

  /** Kills the process and its children at once, as a power cut would. */
  kill(): void {
    const { pid } = this.#child
    if (pid === undefined || !running.has(this)) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // The whole group has ended in the meantime.
    }
  }
}

/** Runs a command to its end and resolves with what it printed. Rejects with what it said went wrong. */
export async function runMycel(launcher: Launcher, words: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [launcher.entry, ...words], {
    env: launcher.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(launcher.signal === undefined ? {} : { signal: launcher.signal }),
  })
  const output = collect(child.stdout)
  const errors = collect(child.stderr)
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', (error) => reject(launcher.signal?.aborted === true ? launcher.signal.reason : error))
    child.on('close', (exitCode) => resolve(exitCode ?? 1))
  })
  if (code !== 0) throw new Error((await errors).trim() || `'mycel ${words.join(' ')}' ended with exit code ${code}`)
  return output
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const part of stream) text += String(part)
  return text
}

function parseEvent(line: string): ProcessEvent | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const event = JSON.parse(line) as ProcessEvent
    return typeof event.event === 'string' ? event : undefined
  } catch {
    return undefined
  }
}
