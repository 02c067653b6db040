import type { Random } from '#core/random.ts'
import { type Mutator, pick } from '#test/property/fuzz/fuzzed-decoder.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Damage to one value of a JSON document, at any depth. Bytes that are not JSON stay as they are. */
export const jsonMutators: readonly Mutator[] = [
  (input, random) => changeJson(input, random, () => oddValue(random)),
  (input, random) => changeJson(input, random, () => undefined),
  (input, random) => changeJson(input, random, (value) => withOddKey(value, random)),
]

/** The same JSON object with a key that nobody knows; canonical JSON has a form for its value. */
export function withUnknownKey(sample: Uint8Array, random: Random): Uint8Array {
  const later = pick<Json>(random, [null, true, 0, -7, 'später', [], {}, [1, { a: 'b' }], { toString: 1 }])
  return Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(sample).toString()), later }))
}

/** `change` gives the value that takes the place of another, or undefined to leave it out. */
function changeJson(input: Uint8Array, random: Random, change: (value: Json) => Json | undefined): Uint8Array {
  const value = parseJson(input)
  if (value === undefined) return input
  return Buffer.from(JSON.stringify(atAnyDepth(value, random, change)) ?? '')
}

function atAnyDepth(value: Json, random: Random, change: (value: Json) => Json | undefined): Json | undefined {
  if (typeof value !== 'object' || value === null || random.below(6) === 0) return change(value)
  const entries: [string, Json][] = Object.entries(value)
  if (entries.length === 0) return change(value)
  const [key, inner] = pick(random, entries)
  const changed = atAnyDepth(inner, random, change)
  const next = entries.flatMap(([name, old]): [string, Json][] => {
    if (name !== key) return [[name, old]]
    return changed === undefined ? [] : [[name, changed]]
  })
  return Array.isArray(value) ? next.map(([, item]) => item) : Object.fromEntries(next)
}

function oddValue(random: Random): Json {
  return pick<() => Json>(random, [
    () => null,
    () => true,
    () => pick(random, [0, -0, -1, 1, 1.5, 2 ** 31, 2 ** 53, 1e308, -1e308]),
    () => pick(random, ['', '0', 'x'.repeat(2000), '__proto__', '../..', '\ud800', 'sha256', '2030-01-01T00:00:00Z']),
    () => [],
    () => ({}),
    // Neither is a text, nor can it be made one.
    () => ({ toString: 1, valueOf: null }),
    () => nested(pick(random, [5, 2000])),
    () => Array.from({ length: 300 }, (_, index) => `item ${index}`),
    () => Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`key ${index}`, { version: index }])),
  ])()
}

function nested(depth: number): Json {
  let value: Json = 1
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

function withOddKey(value: Json, random: Random): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return oddValue(random)
  const key = pick(random, ['__proto__', 'constructor', 'toString', '', 'x'.repeat(500), 'mycel', 'version'])
  return Object.fromEntries([...Object.entries(value), [key, oddValue(random)]])
}

function parseJson(input: Uint8Array): Json | undefined {
  try {
    return JSON.parse(Buffer.from(input).toString())
  } catch {
    return undefined
  }
}
