import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { ConfigError } from '#adapters/config/config-error.ts'
import { list, section, table } from '#adapters/config/config-schema.ts'
import { oneOf, wholeNumber } from '#adapters/config/config-values.ts'
import { loadConfig } from '#adapters/config/load-config.ts'

const part = table('a table [[part]]', { path: v.pipe(v.string(), v.description('a path')) })

const schema = table('the keys of a test', {
  name: v.pipe(v.string(), v.minLength(2), v.description('two letters or more')),
  colour: oneOf(['red', 'blue'], 'red'),
  limits: section('limits', { 'wait-sec': wholeNumber({ unit: 'seconds', min: 10, max: 20, preset: 15 }) }),
  part: v.optional(list('tables [[part]]', part, { min: 0, max: 2 }), []),
})

/** The text of the error that reading `text` ends with. */
function complaintAbout(text: string): string {
  try {
    loadConfig(text, 'x.toml', schema)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.message
  }
  return ''
}

test('what is left out has its default, in sections too', () => {
  const config = loadConfig('name = "ab"', 'x.toml', schema)

  assert.equal(JSON.stringify(config), '{"name":"ab","colour":"red","limits":{"wait-sec":15},"part":[]}')
})

test('a value out of bounds is refused with its line and what is allowed', () => {
  const complaint = complaintAbout('name = "ab"\n[limits]\nwait-sec = 9\n')

  assert.equal(complaint, 'x.toml:3: limits.wait-sec: 9 is not allowed here: write whole seconds from 10 to 20')
})

test('a value that breaks two rules is one problem', () => {
  const complaint = complaintAbout('name = "ab"\n[limits]\nwait-sec = 1.5\n')

  assert.equal(complaint, 'x.toml:3: limits.wait-sec: 1.5 is not allowed here: write whole seconds from 10 to 20')
})

test('a word outside the list is refused with the list', () => {
  const complaint = complaintAbout('name = "ab"\ncolour = "green"')

  assert.equal(complaint, 'x.toml:2: colour: "green" is not allowed here: write "red" or "blue"')
})

test('a misspelt key is refused with the key that was meant', () => {
  const complaint = complaintAbout('name = "ab"\n[limits]\nwait_sec = 12\n')

  assert.equal(
    complaint,
    'x.toml:3: limits.wait_sec: there is no such key: did you mean wait-sec? allowed here: wait-sec',
  )
})

test('a key like no other is refused with the keys that are allowed', () => {
  const complaint = complaintAbout('name = "ab"\n[[part]]\npath = "p"\nzzz = 1\n')

  assert.equal(complaint, 'x.toml:4: part[0].zzz: there is no such key: allowed here: path')
})

test('a missing key is told at the table that lacks it', () => {
  const complaint = complaintAbout('name = "ab"\n[[part]]\npath = "p"\n[[part]]\n')

  assert.equal(complaint, 'x.toml:4: part[1].path: is missing: write a path')
})

test('a value in the place of a table is refused', () => {
  const complaint = complaintAbout('name = "ab"\nlimits = 5\n')

  assert.equal(complaint, 'x.toml:2: limits: 5 is not allowed here: write a table [limits]')
})

test('every problem is told at once, in the order of the lines', () => {
  const complaint = complaintAbout('colour = 5\nnmae = "ab"\n[limits]\nwait-sec = "12"\n')

  assert.deepEqual(
    complaint.split('\n').map((line) => line.split(': ').slice(0, 2).join(': ')),
    ['x.toml:1: name', 'x.toml:1: colour', 'x.toml:2: nmae', 'x.toml:4: limits.wait-sec'],
  )
})

test('a file with a hundred problems is told the first twenty of them', () => {
  const unknown = Array.from({ length: 100 }, (_, index) => `key-${index} = 0\n`)

  const complaint = complaintAbout(`name = "ab"\n${unknown.join('')}`)

  const lines = complaint.split('\n')
  assert.equal(lines.length, 21)
  assert.match(lines[19] ?? '', /^x\.toml:21: key-19: /)
  assert.equal(lines[20], 'and 80 more')
})

test('an error keeps every problem, however many it tells', () => {
  const unknown = Array.from({ length: 100 }, (_, index) => `key-${index} = 0\n`)

  assert.throws(
    () => loadConfig(`name = "ab"\n${unknown.join('')}`, 'x.toml', schema),
    (error) => error instanceof ConfigError && error.problems.length === 100,
  )
})

test('a list or a date in the place of a table is refused', () => {
  assert.match(complaintAbout('name = "ab"\n[[limits]]\nwait-sec = 12\n'), /:2: limits: .* write a table \[limits\]$/)
  assert.match(complaintAbout('name = "ab"\nlimits = []\n'), /:2: limits: .* write a table \[limits\]$/)
  assert.match(complaintAbout('name = "ab"\nlimits = 2026-01-01\n'), /:2: limits: .* write a table \[limits\]$/)
})

test('a list that is too long is refused with the lengths that are allowed', () => {
  const complaint = complaintAbout(`name = "ab"\n${'[[part]]\npath = "p"\n'.repeat(3)}`)

  assert.match(complaint, /^x\.toml:2: part: .* is not allowed here: write a list of 0 to 2 tables \[\[part\]\]$/)
})

test('what is not TOML is refused with its line', () => {
  assert.match(complaintAbout('name = "ab"\ncolour = \n'), /^x\.toml:2: this is not TOML \(.+\): see column 10/)
})

test('keys that JavaScript knows are unknown keys like others', () => {
  const complaint = complaintAbout('name = "ab"\n__proto__ = 1\nconstructor = 2\n[toString]\n')

  assert.deepEqual(
    complaint.split('\n').map((line) => line.split(': ').slice(0, 3).join(': ')),
    [
      'x.toml:2: __proto__: there is no such key',
      'x.toml:3: constructor: there is no such key',
      'x.toml:4: toString: there is no such key',
    ],
  )
})

test('a rule beyond the schema is told with its line', () => {
  assert.throws(
    () => loadConfig('name = "ab"', 'x.toml', schema, () => [{ path: ['name'], problem: 'is taken: write another' }]),
    { message: 'x.toml:1: name: is taken: write another' },
  )
})
