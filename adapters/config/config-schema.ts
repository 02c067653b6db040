import * as v from 'valibot'
import type { KeyPath } from './toml-lines.ts'

/**
 * A table of TOML with these keys and no others. `allowed` says what to write in its place ("a table [[component]]"),
 * as the `v.description` of every value does.
 */
export function table<const Entries extends v.ObjectEntries>(allowed: string, entries: Entries) {
  const strict = v.strictObject(entries)
  type Written = v.InferInput<typeof strict>
  type Read = v.InferOutput<typeof strict>
  const rule = v.pipe(v.custom<Written>(isTable), strict, v.description<Read, string>(allowed))
  // A pipe shows the properties of its first rule only.
  return Object.assign(rule, { entries })
}

/** A table `[name]` that may be left out: it is then read as an empty one, so that each missing key is told. */
export function section<const Entries extends v.ObjectEntries>(name: string, entries: Entries) {
  const rule = table(`a table [${name}]`, entries)
  const empty = {} as v.InferInput<typeof rule>
  return v.optional(rule, empty)
}

/** A list with as many items as `length` allows; `of` says of what: "multiaddrs to listen on". */
export function list<const Item extends v.GenericSchema>(
  of: string,
  item: Item,
  length: { readonly min: number; readonly max: number },
) {
  return v.pipe(
    v.array(item),
    v.minLength(length.min),
    v.maxLength(length.max),
    v.description(`a list of ${length.min} to ${length.max} ${of}`),
  )
}

/** What to write at `path`, which leads through tables and lists that `schema` knows: the description found there. */
export function allowedAt(schema: v.GenericSchema, path: KeyPath): string {
  const rule = ruleAt(schema, path)
  return (rule && v.getDescription(rule)) ?? 'another value'
}

/** The keys of the table at `path`. */
export function keysAt(schema: v.GenericSchema, path: KeyPath): readonly string[] {
  return Object.keys(ruleAt(schema, path)?.entries ?? {})
}

/** Any part of a schema, with what can be inside it. */
interface Rule extends v.GenericSchema {
  /** Of what may be left out. */
  readonly wrapped?: Rule
  /** Of a list. */
  readonly item?: Rule
  /** Of a table. */
  readonly entries?: Readonly<Record<string, Rule>>
}

function ruleAt(schema: v.GenericSchema, path: KeyPath): Rule | undefined {
  let rule: Rule | undefined = schema
  for (const key of path) {
    rule = typeof key === 'number' ? rule?.item : rule?.entries?.[key]
    rule = rule?.wrapped ?? rule
  }
  return rule
}

/** Lists and dates of TOML are objects too, and `v.strictObject` takes any object. */
function isTable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}
