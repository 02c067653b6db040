import { parse, TomlError } from 'smol-toml'
import * as v from 'valibot'
import { nearestKey } from '#core/nearest-key.ts'
import { ConfigError, type ConfigProblem, keyText } from './config-error.ts'
import { allowedAt, keysAt } from './config-schema.ts'
import { type KeyPath, tomlLines } from './toml-lines.ts'

/** What a schema cannot say, such as that two names differ. */
export interface Fault {
  readonly path: KeyPath
  readonly problem: string
}

/** The largest configuration file that is read, in bytes. */
export const configBytesMax = 256 * 1024

/**
 * Reads a TOML 1.0 document by a schema, and fills in the defaults. The `v.description` of each part of the schema says
 * what is allowed there ("whole seconds from 10 to 600"): it ends the sentence of each problem. A `v.rawCheck` begins
 * that sentence with its message. `faultsOf` looks only at what the schema lets pass. Throws {@link ConfigError} with
 * every problem and its line.
 */
export function loadConfig<const Schema extends v.GenericSchema>(
  text: string,
  fileName: string,
  schema: Schema,
  faultsOf: (config: v.InferOutput<Schema>) => readonly Fault[] = () => [],
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, parseToml(text, fileName))
  const faults = result.success ? faultsOf(result.output) : result.issues.flatMap((issue) => faultsIn(schema, issue))
  if (result.success && faults.length === 0) return result.output
  throw new ConfigError(fileName, problemsOf(text, faults))
}

function parseToml(text: string, fileName: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause
    const reason = cause.message.split('\n')[0]?.replace('Invalid TOML document: ', '')
    const problem = `this is not TOML (${reason}): see column ${cause.column}, and https://toml.io for the form`
    throw new ConfigError(fileName, [{ line: cause.line, key: '', problem }], { cause })
  }
}

/** Where a value breaks several rules the first of them speaks: each says the same of what is allowed. */
function problemsOf(text: string, faults: readonly Fault[]): readonly ConfigProblem[] {
  const lineOf = tomlLines(text)
  const problems = new Map<string, ConfigProblem>()
  for (const { path, problem } of faults) {
    const key = keyText(path)
    if (!problems.has(key)) problems.set(key, { line: lineOf(path), key, problem })
  }
  return [...problems.values()]
}

/** Turns what the validator reports into faults, in words that say what to write instead. */
function faultsIn(schema: v.GenericSchema, issue: v.BaseIssue<unknown>): readonly Fault[] {
  const path = (issue.path ?? []).map(({ key }) => key as string | number)
  const last = issue.path?.at(-1)
  if (last?.origin === 'key') {
    if (issue.expected === 'never') return unknownKeys(schema, path.slice(0, -1), last.input as object)
    return [{ path, problem: `is missing: write ${allowedAt(schema, path)}` }]
  }
  const complaint = issue.type === 'raw_check' ? issue.message : `${shown(issue.input)} is not allowed here`
  return [{ path, problem: `${complaint}: write ${allowedAt(schema, path)}` }]
}

/** Finds all of them: the validator reports only the first unknown key of a table. */
function unknownKeys(schema: v.GenericSchema, path: KeyPath, written: object): readonly Fault[] {
  const known = keysAt(schema, path)
  const unknown = Object.keys(written).filter((key) => !known.includes(key))
  return unknown.map((key) => {
    const nearest = nearestKey(key, known)
    const advice = nearest === undefined ? '' : `did you mean ${nearest}? `
    return { path: [...path, key], problem: `there is no such key: ${advice}allowed here: ${known.join(', ')}` }
  })
}

/** A value as it may stand in a message: at most 80 characters. */
function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 80)
}
