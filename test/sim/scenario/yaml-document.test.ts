import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readYaml } from '#sim/scenario/file/yaml-document.ts'

/** The problems of a document: where, and what. */
function problemsOf(text: string): readonly string[] {
  return readYaml(text).problems.map(
    ({ place, path, problem }) => `${place.line}:${place.column} ${path.join('.')}: ${problem}`,
  )
}

test('maps, lists and scalars are plain data', () => {
  const { value, problems } = readYaml('a: {b: [1, 2.5, true, ~, text]}\n10:00: 22:00-06:00\n')

  assert.deepEqual(value, { a: { b: [1, 2.5, true, null, 'text'] }, '10:00': '22:00-06:00' })
  assert.deepEqual(problems, [])
})

test('the place of a value is that of its key or item, or of its nearest parent', () => {
  const { placeOf } = readYaml('a:\n  b:\n    - c: 1\n    - d\n')

  assert.deepEqual(placeOf(['a', 'b']), { line: 2, column: 3 })
  assert.deepEqual(placeOf(['a', 'b', 0, 'c']), { line: 3, column: 7 })
  assert.deepEqual(placeOf(['a', 'b', 1]), { line: 4, column: 7 })
  assert.deepEqual(placeOf(['a', 'missing', 'more']), { line: 1, column: 1 })
})

test('aliases are refused, so that a small file cannot stand for a huge one', () => {
  const bomb = ['a: &a [x, x]', 'b: &b [*a, *a]', 'c: &c [*b, *b]', 'd: [*c, *c]'].join('\n')

  const [first] = problemsOf(bomb)

  assert.match(first ?? '', /^2:8 b\.0: aliases are not taken/)
})

test('a key that stands twice is refused where it stands again', () => {
  assert.deepEqual(problemsOf('a: 1\nb: 2\na: 3\n'), ['3:1 a: this key is there already: leave one out'])
})

test('a tag is refused', () => {
  assert.deepEqual(problemsOf('a: !!binary aGVsbG8=\nb: !mine {c: 1}'), [
    '1:1 a: tags are not taken: write a plain value',
    '2:1 b: tags are not taken: write a plain value',
  ])
})

for (const [what, text] of [
  ['blocks', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ['brackets', '['.repeat(100_000)],
  ['braces', '{a: '.repeat(50_000)],
] as const) {
  test(`deep nesting by ${what} is refused`, () => {
    assert.match(problemsOf(text)[0] ?? '', /nests more than 16 deep/)
  })
}

test('an empty file is refused', () => {
  assert.deepEqual(problemsOf('# nothing\n'), ['1:1 : this is empty: write title, fleet and release'])
})

test('a second document is refused', () => {
  assert.deepEqual(problemsOf('a: 1\n---\nb: 2\n'), [
    '2:1 : a second document begins here: write one scenario in each file',
  ])
})

test('what is not YAML is refused where it stops to be', () => {
  assert.match(problemsOf('a: 1\nb: [1, 2\n')[0] ?? '', /^3:1 : this is not YAML \(/)
})

test('a key __proto__ is one like any other', () => {
  const { value } = readYaml('__proto__: {polluted: true}\n')

  assert.deepEqual(Object.keys(value as object), ['__proto__'])
  assert.equal('polluted' in (value as object), false)
})

test('ten thousand keys of one map are read at once', { timeout: 5000 }, () => {
  const { value } = readYaml(Array.from({ length: 10_000 }, (_, index) => `key${index}: 1`).join('\n'))

  assert.equal(Object.keys(value as object).length, 10_000)
})
