import { Ajv2020, type AnySchemaObject, type ErrorObject, type SchemaObject } from 'ajv/dist/2020.js'
import { nearestKey } from '#core/nearest-key.ts'
import { parseQuantity } from './quantity.ts'
import type { Finding, KeyPath } from './scenario-error.ts'
import { scenarioSchema } from './scenario-schema.ts'
import type { QuantityBounds, QuantityRule } from './schema-parts.ts'
import type { WrittenScenario } from './written-scenario.ts'

/** Whether plain data has the form of a scenario file; its findings otherwise, one for each place. */
export type Validity =
  | { readonly isValid: true; readonly written: WrittenScenario }
  | { readonly isValid: false; readonly findings: readonly Finding[] }

/** Holds plain data to the JSON Schema of a scenario file. */
export function validate(value: unknown): Validity {
  validator ??= compile()
  if (validator(value)) return { isValid: true, written: value }
  const findings = new Map<string, Finding>()
  for (const error of validator.errors ?? []) {
    const path = pathIn(value, error)
    const place = JSON.stringify(path)
    // Of what breaks several rules the first one speaks.
    if (!findings.has(place)) findings.set(place, { path, problem: problemOf(error) })
  }
  return { isValid: false, findings: [...findings.values()] }
}

/** Compiled when the first file is read. */
let validator: ReturnType<typeof compile> | undefined

function compile() {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true })
  ajv.addVocabulary(['x-allowed', 'x-names'])
  ajv.addKeyword({ keyword: 'x-quantity', type: 'string', validate: isWithinBounds, error: { message: 'bounds' } })
  ajv.addKeyword({ keyword: 'x-spread', type: 'object', validate: isAscending, error: { message: 'order' } })
  return ajv.compile<WrittenScenario>(scenarioSchema)
}

/** A text that is no quantity is left to `pattern`. */
function isWithinBounds(rule: QuantityRule, text: string): boolean {
  return brokenBound(rule, text) === undefined
}

/** The bound that a quantity breaks: `above 0 Mbit`. */
function brokenBound(rule: QuantityRule, text: string): string | undefined {
  const value = parseQuantity(rule.kind, text)
  if (value === undefined) return undefined
  const limit = (bound: keyof QuantityBounds): number =>
    parseQuantity(rule.kind, rule[bound] ?? '') ??
    (bound === 'max' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY)
  if (value <= limit('above')) return `above ${rule.above}`
  if (value < limit('min')) return `at least ${rule.min}`
  if (value > limit('max')) return `at most ${rule.max}`
  return undefined
}

/** Whether `from` is not above `to`. What is malformed is left to the other keywords. */
function isAscending(
  _: true,
  { from, to }: { readonly from?: unknown; readonly to?: unknown },
  part?: AnySchemaObject,
): boolean {
  const kind = (part?.['x-quantity'] as QuantityRule | undefined)?.kind
  const read = (bound: unknown): number => {
    if (typeof bound === 'number') return bound
    return (kind && typeof bound === 'string' ? parseQuantity(kind, bound) : undefined) ?? Number.NaN
  }
  return !(read(from) > read(to))
}

/** The key that an error is about: of one that is missing or unknown, the key itself. */
function pathIn(value: unknown, { instancePath, params }: ErrorObject): KeyPath {
  const path: (string | number)[] = []
  let inside: unknown = value
  for (const step of instancePath.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    path.push(Array.isArray(inside) ? Number(key) : key)
    inside = (inside as Readonly<Record<string, unknown>>)[key]
  }
  const extra = params['additionalProperty'] ?? params['missingProperty']
  return typeof extra === 'string' ? [...path, extra] : path
}

function problemOf(error: ErrorObject): string {
  const { keyword, params, data } = error
  const part = (error.parentSchema ?? {}) as SchemaObject
  const must = (rule: string): string => `must be ${rule}, is ${shownValue(data)}`
  switch (keyword) {
    case 'additionalProperties':
      return unknownKey(params['additionalProperty'], part)
    case 'required':
      return `is missing: write ${part['properties']?.[params['missingProperty']]?.['x-allowed']}`
    case 'not':
      return "rollouts come with the tracker's rollout engine: leave this section out"
    case 'x-quantity':
      return must(brokenBound(part['x-quantity'], data as string) ?? '')
    case 'x-spread':
      return must('from a lower to a higher value')
    case 'exclusiveMinimum':
      return must(`above ${params['limit']}`)
    case 'minimum':
      return must(`at least ${params['limit']}`)
    case 'maximum':
      return must(`at most ${params['limit']}`)
    case 'enum':
      return `${must(part['x-allowed'])}${suggestion(data, params['allowedValues'])}`
    case 'minProperties':
    case 'maxProperties':
    case 'minItems':
    case 'maxItems':
      return `must have ${keyword.startsWith('min') ? 'at least' : 'at most'} ${params['limit']} entries`
    default:
      return must(part['x-allowed'])
  }
}

function unknownKey(key: string, part: SchemaObject): string {
  const known = Object.keys(part['properties'] ?? {})
  if (known.length === 0) return `is not one of ${part['x-names']}`
  const nearest = nearestKey(key, known)
  const advice = nearest === undefined ? '' : `did you mean ${nearest}? `
  return `there is no such key: ${advice}allowed here: ${known.join(', ')}`
}

function suggestion(data: unknown, allowed: readonly string[]): string {
  const nearest = typeof data === 'string' ? nearestKey(data, allowed) : undefined
  return nearest === undefined ? '' : `: did you mean ${nearest}?`
}

/** The most characters of a value that a message repeats. */
const shownLettersMax = 80

/** A quantity as it is written, anything else as JSON. */
function shownValue(value: unknown): string {
  const isQuantity = typeof value === 'string' && /^-?\d[\d.]* ?[A-Za-z%/]+$/.test(value)
  return (isQuantity ? value : (JSON.stringify(value) ?? 'nothing')).slice(0, shownLettersMax)
}
