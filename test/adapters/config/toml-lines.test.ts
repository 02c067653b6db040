import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse } from 'smol-toml'
import { type KeyPath, tomlLines } from '#adapters/config/toml-lines.ts'

/** In these documents every number is the line that it stands on. */
function assertEachNumberIsItsLine(text: string): void {
  const lineOf = tomlLines(text)
  for (const [path, value] of numbersIn(parse(text))) assert.equal(lineOf(path), value, `${path.join('.')} in\n${text}`)
}

function* numbersIn(value: unknown, path: KeyPath = []): Generator<readonly [KeyPath, number]> {
  if (typeof value === 'number') yield [path, value]
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* numbersIn(item, [...path, index])
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* numbersIn(item, [...path, key])
  }
}

test('keys, dotted keys and quoted keys have the line they are written on', () => {
  assertEachNumberIsItsLine(`a = 1 # b = 7
# c = 9
b.c = 3

"d.e" . 'f #' = 5
"\\u0067" = 6`)
})

test('a table and the tables inside it have their own lines', () => {
  assertEachNumberIsItsLine('[ a ]\nb = 2\n[a.c."d"]\ne = 4\n\n[f]\r\ng = 7\r\n')
})

test('each table of an array of tables has its own lines, and those inside it too', () => {
  assertEachNumberIsItsLine('[[a]]\nb = 2\n[[a]]\nb = 4\n[a.c]\nd = 6\n[[a.e]]\nf = 8\n[[a.e]]\nf = 10\n[[a]]\nb = 12')
})

test('each element of an array has the line it starts on', () => {
  assertEachNumberIsItsLine("a = [\n  2, 2,\n  # 9, ]\n  4, [4, # ]\n  5], \"]\", '''\n\n]''', 7\n]\nb = 9")
})

test('keys of inline tables have the line they are written on', () => {
  assertEachNumberIsItsLine('a = { b = 1, c.d = 1, e = [{ f = 1 }, { f = 1 }] }\ng = [\n  { h = 3 },\n  { h = 4 },\n]')
})

test('strings of several lines move the keys after them', () => {
  assertEachNumberIsItsLine(
    'a = """\n\\"""\n[b]\nc = 9""""\nd = 5\ne = \'\'\'\nf = 9\'\'\'\ng = 8\nh = "#\\"" # "\ni = 10',
  )
})

test('a key that is nowhere written has the line of its nearest parent', () => {
  const lineOf = tomlLines('\n[a]\n[[b]]\n[[b]]\n')

  assert.equal(lineOf(['a', 'missing']), 2)
  assert.equal(lineOf(['b', 1, 'missing', 'too']), 4)
  assert.equal(lineOf(['missing']), 1)
})

test('in any document that can be read every number has its line', () => {
  const key = fc.stringMatching(/^[a-c]{1,2}$/)
  const filler = fc.constantFrom('', '# a = 0', ' \t')
  const value = fc.constantFrom('@', '[@, @]', '[\n@,\n[@], # ]\n]', '{ a = @, b.c = @ }', '"""\n"""', "'#'")
  const pair = fc
    .tuple(fc.array(key, { minLength: 1, maxLength: 3 }), value)
    .map(([keys, text]) => `${keys.join('.')} = ${text}`)
  const header = fc.array(key, { minLength: 1, maxLength: 2 }).map((keys) => keys.join('.'))
  const line = fc.oneof(
    filler,
    pair,
    header.map((name) => `[${name}]`),
    header.map((name) => `[[${name}]]`),
  )

  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const text = numbered(lines.join('\n'))
      fc.pre(isToml(text))
      assertEachNumberIsItsLine(text)
    }),
    { numRuns: 500 },
  )
})

/** Writes into each `@` the number of its line. */
function numbered(text: string): string {
  return text
    .split('\n')
    .map((line, index) => line.replaceAll('@', String(index + 1)))
    .join('\n')
}

function isToml(text: string): boolean {
  try {
    parse(text)
    return true
  } catch {
    return false
  }
}
