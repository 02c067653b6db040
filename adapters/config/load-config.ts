import { parse, TomlError } from 'smol-toml'
import type { Static, TObject, TSchema } from 'typebox'
import type { TLocalizedValidationError } from 'typebox/error'
import { Settings } from 'typebox/system'
import { Pointer, Value } from 'typebox/value'
import { ConfigError, type ConfigProblem, keyText } from './config-error.ts'
import { nearestKey } from './nearest-key.ts'
import { type KeyPath, tomlLines } from './toml-lines.ts'

/** What a schema cannot say, such as that two names differ. */
export interface Fault {
  readonly path: KeyPath
  readonly problem: string
}

/** The largest configuration file that is read, in bytes. */
export const configBytesMax = 256 * 1024

/** The most errors that the validator collects of one file: far more than anybody reads. */
const errorsMax = 1000

/**
 * Reads a TOML 1.0 document by a schema, and fills in the defaults. The `description` of each part of the schema says
 * what is allowed there ("whole seconds from 10 to 600"): it ends the sentence of each problem. `faultsOf` looks only
 * at what the schema lets pass. Throws {@link ConfigError} with every problem and its line.
 */
export function loadConfig<Schema extends TObject>(
  text: string,
  fileName: string,
  schema: Schema,
  faultsOf: (config: Static<Schema>) => readonly Fault[] = () => [],
): Static<Schema> {
  const written = parseToml(text, fileName)
  const config = Value.Default(schema, written)
  const errors = errorsIn(schema, config)
  const faults =
    errors.length > 0 ? errors.flatMap((error) => faultsIn(schema, config, error)) : faultsOf(config as Static<Schema>)
  if (faults.length === 0) return config as Static<Schema>
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

/** The validator stops after eight errors unless it is told otherwise, and only for all of the process. */
function errorsIn(schema: TSchema, config: unknown): readonly TLocalizedValidationError[] {
  const { maxErrors } = Settings.Get()
  Settings.Set({ maxErrors: errorsMax })
  try {
    return Value.Errors(schema, config)
  } finally {
    Settings.Set({ maxErrors })
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

/** Turns what the validator reports into faults: one for each key, in words that say what to write instead. */
function faultsIn(schema: TSchema, config: unknown, error: TLocalizedValidationError): readonly Fault[] {
  const path = pathOf(config, error.instancePath)
  const rule = Pointer.Get(schema, error.schemaPath.slice('#'.length)) as TSchema
  switch (error.keyword) {
    // The parent reports an unknown key too, and knows its neighbours.
    case 'boolean':
      return []
    case 'additionalProperties':
      return error.params.additionalProperties.map((key) => unknownKey([...path, key], key, propertiesOf(rule)))
    case 'required':
      return error.params.requiredProperties.map((key) => missingKey([...path, key], propertiesOf(rule)[key]))
    case '~refine':
      return [{ path, problem: `${error.params.message}: write ${allowed(rule)}` }]
    default: {
      const value = Pointer.Get(config, error.instancePath)
      return [{ path, problem: `${shown(value)} is not allowed here: write ${allowed(rule)}` }]
    }
  }
}

function unknownKey(path: KeyPath, key: string, known: Readonly<Record<string, TSchema>>): Fault {
  const keys = Object.keys(known)
  const nearest = nearestKey(key, keys)
  const advice = nearest === undefined ? '' : `did you mean ${nearest}? `
  return { path, problem: `there is no such key: ${advice}allowed here: ${keys.join(', ')}` }
}

function missingKey(path: KeyPath, rule: TSchema | undefined): Fault {
  return { path, problem: `is missing: write ${allowed(rule)}` }
}

function propertiesOf(rule: TSchema): Readonly<Record<string, TSchema>> {
  return (rule as TObject).properties
}

function allowed(rule: TSchema | undefined): string {
  return (rule as { readonly description?: string } | undefined)?.description ?? 'another value'
}

/** A value as it may stand in a message: at most 80 characters. */
function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 80)
}

/** Turns a JSON pointer (RFC 6901) into the path of keys and indices that it has in `config`. */
function pathOf(config: unknown, pointer: string): KeyPath {
  let parent = config
  return [...Pointer.Indices(pointer)].map((part) => {
    const isIndex = Array.isArray(parent)
    parent = (parent as Readonly<Record<string, unknown>>)[part]
    return isIndex ? Number(part) : part
  })
}
