import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KeptPrefixes } from '#adapters/http/kept-prefixes.ts'

/** Begins a file and keeps it with a byte of it. */
function begin(prefixes: KeptPrefixes, path: string, bytes: number): void {
  const file = prefixes.take(path, bytes)
  file.receivedBytes = 1
  prefixes.keep(path, file)
}

test('a file is continued once, and one of another length is begun anew', () => {
  const prefixes = new KeptPrefixes()
  begin(prefixes, 'a', 10)
  begin(prefixes, 'b', 10)

  assert.equal(prefixes.take('a', 10).receivedBytes, 1)
  assert.equal(prefixes.take('a', 10).receivedBytes, 0)
  assert.equal(prefixes.take('b', 11).receivedBytes, 0)
})

test('four files are kept, the newest ones', () => {
  const prefixes = new KeptPrefixes()

  for (const path of ['a', 'b', 'c', 'd', 'e']) begin(prefixes, path, 10)

  const received = ['a', 'b', 'c', 'd', 'e'].map((path) => prefixes.take(path, 10).receivedBytes)
  assert.deepEqual(received, [0, 1, 1, 1, 1])
})

test('files are kept in 4 MiB', () => {
  const prefixes = new KeptPrefixes()
  const mebibyte = 1024 * 1024

  begin(prefixes, 'a', 3 * mebibyte)
  begin(prefixes, 'b', 2 * mebibyte)
  begin(prefixes, 'c', 5 * mebibyte)

  assert.equal(prefixes.take('a', 3 * mebibyte).receivedBytes, 0)
  assert.equal(prefixes.take('b', 2 * mebibyte).receivedBytes, 1)
  assert.equal(prefixes.take('c', 5 * mebibyte).receivedBytes, 0)
})
