import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** The last lines of a process, for the message when it fails. */
const keptLinesMax = 20

/** A foreign program in a namespace of the lab: its lines are waited for, and it can be told to go on. */
export class AnchorProcess {
  readonly #name: string
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  readonly #waiting = new Set<(line: string) => void>()
  /** Resolves with the exit code, undefined where a signal ended it or it did not start. */
  readonly ended: Promise<number | undefined>

  constructor(at: readonly string[], words: readonly string[]) {
    const [command = 'ip', ...rest] = [...at, ...words]
    this.#name = words.slice(0, 2).join(' ')
    // A group of its own, so that a kill reaches everything that the namespace command started.
    const child = spawn(command, rest, { stdio: 'pipe', detached: true })
    this.#child = child
    for (const output of [child.stdout, child.stderr])
      createInterface({ input: output }).on('line', (line) => this.#hear(line))
    child.stdin.on('error', () => undefined)
    this.ended = Promise.race([
      once(child, 'close').then(([code]) => (code as number | null) ?? undefined),
      once(child, 'error').then(() => undefined),
    ])
  }

  /** Resolves at the next line with this text; rejects when the process ends before. */
  async line(text: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<'said'>()
    const look = (line: string): void => void (line.includes(text) && resolve('said'))
    this.#waiting.add(look)
    const outcome = await Promise.race([promise, this.ended])
    this.#waiting.delete(look)
    if (outcome !== 'said') throw new Error(this.#failure(`ended before it said ${JSON.stringify(text)}`))
  }

  /** Resolves when the process has ended well; rejects with its last lines otherwise. */
  async success(): Promise<void> {
    const code = await this.ended
    if (code !== 0) throw new Error(this.#failure(`ended with ${code ?? 'a signal'}`))
  }

  /** Writes a line to its standard input. */
  tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`)
  }

  /** Ends the process at once and waits until it has. */
  async end(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL')
    await this.ended
  }

  #hear(line: string): void {
    this.#lines.push(line)
    if (this.#lines.length > keptLinesMax) this.#lines.shift()
    for (const look of [...this.#waiting]) look(line)
  }

  #failure(what: string): string {
    return `${this.#name} ${what}:\n${this.#lines.join('\n')}`
  }
}
