/** The command `mycel` as a user starts it: a process of its own, judged by what it prints and how it ends. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

/** Path of the `mycel` entry file. */
export const entry = resolve(import.meta.dirname, '../../../mycel.ts')

/** How a command ended, and what it printed. */
export interface Ended {
  /** Undefined where a signal ended it. */
  readonly exitCode: number | undefined
  readonly output: string
  readonly errors: string
}

/** Where a command runs. */
export interface CommandOptions {
  readonly directory: string
}

/** How long a command that only fails may take: its process starts, looks and says why. */
const commandTimeoutMs = 30_000

/** Runs a command to its end. */
export function runMycel({ directory }: CommandOptions, words: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [entry, ...words], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: commandTimeoutMs,
    killSignal: 'SIGKILL',
  })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (output += part))
  child.stderr.setEncoding('utf8').on('data', (part: string) => (errors += part))
  return new Promise((done, failed) => {
    child.on('error', failed)
    child.on('close', (code) => done({ exitCode: code ?? undefined, output, errors }))
  })
}

/**
 * Asserts that a command failed as `docs/exit-codes.md` says: code 1, and one message of a line, without a
 * stack, that matches each pattern (what happened, to what, what to do next).
 */
export function assertRefused(ended: Ended | undefined, ...patterns: readonly RegExp[]): void {
  assert.ok(ended)
  const { exitCode, errors } = ended
  assert.match(errors, /^mycel: (?!unexpected).+\n$/)
  for (const pattern of patterns) assert.match(errors, pattern)
  assert.equal(exitCode, 1)
}
