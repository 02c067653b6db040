import { UserError } from '#core/errors.ts'
import type { KeyPath } from './toml-lines.ts'

/** One thing that is wrong in a configuration file. */
export interface ConfigProblem {
  /** From 1. */
  readonly line: number
  /** The key as in TOML, `component[0].slot-a`; '' for the file as a whole. */
  readonly key: string
  /** What is wrong, and what is allowed. */
  readonly problem: string
}

/** A configuration file cannot be used: every problem in it at once, in the order of its lines. */
export class ConfigError extends UserError {
  readonly file: string
  readonly problems: readonly ConfigProblem[]

  constructor(file: string, problems: readonly ConfigProblem[], options?: ErrorOptions) {
    const sorted = problems.toSorted((a, b) => a.line - b.line)
    super(sorted.map((problem) => lineOf(file, problem)).join('\n'), options)
    this.file = file
    this.problems = sorted
  }
}

function lineOf(file: string, { line, key, problem }: ConfigProblem): string {
  return key === '' ? `${file}:${line}: ${problem}` : `${file}:${line}: ${key}: ${problem}`
}

/** A path as people write it: `component[0].slot-a`. */
export function keyText(path: KeyPath): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`))
    .join('')
}
