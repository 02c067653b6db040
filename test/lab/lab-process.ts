import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

/** One JSON line of a process's log. */
export type LabEvent = Readonly<Record<string, unknown>> & { readonly event: string }

const entry = resolve(import.meta.dirname, '../../mycel.ts')

/** The memory settings with which a supervisor starts a node (`node/boot/spawn-node.ts`); the lab starts nodes itself. */
const nodeFlags = ['--max-semi-space-size=1']

/** A `mycel` process in a namespace of the lab, with its log in a file and its events heard. */
export class LabProcess {
  readonly #child: ChildProcess
  readonly #ended: Promise<void>

  /** `at` are the words that lead into the namespace. */
  constructor(init: {
    readonly name: string
    readonly at: readonly string[]
    readonly words: readonly string[]
    /** The program that is run instead of `mycel`. */
    readonly program?: string
    /** What is in its environment beside that of this process. */
    readonly environment?: Readonly<Record<string, string>>
    readonly logDirectory: string
    readonly onEvent: (event: LabEvent) => void
  }) {
    const [command = 'ip', ...before] = [
      ...init.at,
      process.execPath,
      ...nodeFlags,
      init.program ?? entry,
      ...init.words,
    ]
    const log = createWriteStream(join(init.logDirectory, `${init.name}.log`), { flags: 'a' })
    const env = { ...process.env, ...init.environment }
    // A group of its own, so that a kill reaches everything that the namespace command started.
    const child = spawn(command, before, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env })
    child.stderr.pipe(log, { end: false })
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.write(`${line}\n`)
      if (line.startsWith('{')) init.onEvent(JSON.parse(line) as LabEvent)
    })
    this.#child = child
    this.#ended = new Promise((done) => {
      child.on('error', () => done())
      child.on('close', () => {
        log.end()
        done()
      })
    })
  }

  /** Ends the process and waits until it has. SIGKILL is a power cut. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, signal)
    await this.#ended
  }
}

/** Runs a `mycel` command to its end outside the namespaces: what a vendor or a factory does beforehand. */
export function runCommand(words: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [entry, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  return new Promise((done, failed) => {
    let output = ''
    let errors = ''
    child.stdout.on('data', (part: Buffer) => {
      output += part.toString()
    })
    child.stderr.on('data', (part: Buffer) => {
      errors += part.toString()
    })
    child.on('error', failed)
    child.on('close', (code) => (code === 0 ? done(output) : failed(new Error(errors || `exit code ${code}`))))
  })
}
