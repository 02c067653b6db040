import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { entry } from './mycel-command.ts'

/** One JSON line of a process's log. */
export interface LogEvent {
  readonly event: string
  readonly [field: string]: unknown
}

/** How long a test waits for something that must happen. */
export const deadlineMs = 60_000

/** A `mycel` command that goes on running, with the processes that it starts in one group. */
export class MycelProcess {
  /** What it has logged, in order. */
  readonly events: LogEvent[] = []
  readonly #child: ChildProcess
  readonly #ended: Promise<number | undefined>
  #errors = ''
  #wake = Promise.withResolvers<void>()

  /** `environment` stands above this process's own. */
  constructor(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    // A group of its own, so that a kill reaches the node under its supervisor in the same instant.
    const child = spawn(process.execPath, [entry, ...words], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    this.#child = child
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      this.#errors += part
      this.#wakeAll()
    })
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return
      this.events.push(JSON.parse(line) as LogEvent)
      this.#wakeAll()
    })
    this.#ended = new Promise((done) => {
      child.on('close', (code) => {
        done(code ?? undefined)
        this.#wakeAll()
      })
    })
  }

  /** What it wrote to standard error. */
  get errors(): string {
    return this.#errors
  }

  /** Resolves with the exit code once it and all that it started have ended; with undefined after a signal. */
  get ended(): Promise<number | undefined> {
    return this.#ended
  }

  /** The id of the process, also once it has ended. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Waits for the first event of this name. Rejects when it ends before, or after `deadlineMs`. */
  until(event: string): Promise<LogEvent> {
    return this.#find(event, () => this.events.find((logged) => logged.event === event))
  }

  /** Waits until standard error matches. Rejects as {@link until} does. */
  async said(pattern: RegExp): Promise<void> {
    await this.#find(String(pattern), () => this.#errors.match(pattern) ?? undefined)
  }

  async #find<Found>(name: string, find: () => Found | undefined): Promise<Found> {
    const deadline = AbortSignal.timeout(deadlineMs)
    const late = new Promise<'late'>((resolve) => deadline.addEventListener('abort', () => resolve('late')))
    const closed = this.#ended.then(() => 'ended' as const)
    for (;;) {
      const found = find()
      if (found !== undefined) return found
      const outcome = await Promise.race([this.#wake.promise, late, closed])
      if (outcome === undefined) continue
      const heard = this.events.map((logged) => JSON.stringify(logged)).join('\n')
      throw new Error(`no ${name} (${outcome}); it said:\n${heard}\n${this.#errors}`)
    }
  }

  /** Ends it and waits until it has. SIGKILL reaches its whole group, as a power cut does. */
  async end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | undefined> {
    const { pid, exitCode, signalCode } = this.#child
    if (pid !== undefined && exitCode === null && signalCode === null) {
      process.kill(signal === 'SIGKILL' ? -pid : pid, signal)
    }
    return this.#ended
  }

  #wakeAll(): void {
    this.#wake.resolve()
    this.#wake = Promise.withResolvers()
  }
}
