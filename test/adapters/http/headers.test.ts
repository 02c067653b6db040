import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryAfterMs, retryAfterMsMax } from '#adapters/http/answer-status.ts'
import { parseContentRange } from '#adapters/http/content-range.ts'
import { parseSourceUrl, sourceName } from '#adapters/http/source-url.ts'

const now = new Date('2026-08-01T12:00:00Z')

const waits: readonly (readonly [string | undefined, number])[] = [
  ['7', 7_000],
  ['Sat, 01 Aug 2026 12:01:00 GMT', 60_000],
  ['Sat, 01 Aug 2026 11:00:00 GMT', 0],
  ['9999999999', retryAfterMsMax],
  ['-1', 0],
  ['soon', 0],
  [undefined, 0],
]

for (const [header, ms] of waits) {
  test(`Retry-After ${header} asks for ${ms} ms`, () => {
    assert.equal(retryAfterMs(header, now), ms)
  })
}

test('a content range is one range of bytes, with or without the length of the file', () => {
  assert.deepEqual(parseContentRange('bytes 0-9/10'), { first: 0, last: 9, totalBytes: 10 })
  assert.deepEqual(parseContentRange('bytes 5-9/*'), { first: 5, last: 9, totalBytes: undefined })
})

for (const header of [
  'bytes 9-0/10',
  'bytes 0-10/10',
  'bytes */10',
  'items 0-9/10',
  'bytes 0-9/10, 0-1/2',
  ' bytes 0-9/10',
  '',
]) {
  test(`"${header}" is no content range`, () => {
    assert.equal(parseContentRange(header), undefined)
  })
}

test('the URL of a source is a folder, and its name has no password', () => {
  const url = parseSourceUrl('https://me:secret@cdn.example.com/mycel')

  assert.equal(url.pathname, '/mycel/')
  assert.equal(sourceName(url), 'https://cdn.example.com/mycel/')
})

for (const text of [
  'cdn.example.com',
  'ftp://cdn.example.com/',
  'https://cdn.example.com/?a=1',
  'https://cdn.example.com/#a',
  'https://a:%@b/',
]) {
  test(`${text} is no URL of a source`, () => {
    assert.throws(() => parseSourceUrl(text))
  })
}
