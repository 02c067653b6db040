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
}

/** A `mycel` command that goes on running and logs JSON lines. */
export class MycelProcess {
  readonly name: string
  readonly #child: ChildProcess
  readonly #ended: Promise<number>

  /** Starts the command. Its log also goes to `NAME.log`. */
  constructor(launcher: Launcher, name: string, words: readonly string[], onEvent: (event: ProcessEvent) => void) {
    this.name = name
    const log = createWriteStream(`${launcher.logDirectory}/${name}.log`)
    const child = spawn(process.execPath, [launcher.entry, ...words], {
      env: launcher.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    child.stderr.pipe(log, { end: false })
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => {
      log.write(`${line}\n`)
      const event = parseEvent(line)
      if (event !== undefined) onEvent(event)
    })
    this.#ended = new Promise((resolve) => {
      child.on('error', () => resolve(1))
      child.on('close', (code) => {
        log.end()
        resolve(code ?? 1)
      })
    })
  }

  /** Resolves with the exit code once the process has ended and its last line was heard. */
  get ended(): Promise<number> {
    return this.#ended
  }

  /** Asks the process to end and waits until it has. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    await this.#ended
  }
}

/** Runs a command to its end and resolves with what it printed. Rejects with what it said went wrong. */
export async function runMycel(launcher: Launcher, words: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [launcher.entry, ...words], {
    env: launcher.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = collect(child.stdout)
  const errors = collect(child.stderr)
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
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
