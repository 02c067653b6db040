import { spawnSync } from 'node:child_process'
import { delimiter, dirname } from 'node:path'

/** How a program ended, and what it printed. */
export interface Ended {
  readonly exitCode: number | null
  readonly output: string
  readonly errors: string
}

/** Where and with what a program runs. `environment` stands above this process's own. */
export interface RunOptions {
  readonly directory: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs a program to its end. It finds this process's own Node.js before any other. */
export function runProgram({ directory, environment }: RunOptions, program: string, ...words: string[]): Ended {
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`
  const env = { ...process.env, PATH, ...environment }
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: directory, encoding: 'utf8', env })
  return { exitCode: status, output: stdout, errors: stderr }
}
