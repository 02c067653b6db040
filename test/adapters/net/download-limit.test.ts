import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DownloadLimit } from '#adapters/net/download-limit.ts'

test('without a rate nothing pauses', () => {
  assert.equal(new DownloadLimit().pauseMs(1_000_000), 0)
})

test('what arrives together is paid for together', () => {
  const limit = new DownloadLimit()
  limit.bytesPerSecond = 100_000

  const first = limit.pauseMs(10_000)
  const second = limit.pauseMs(10_000)

  assert.ok(Math.abs(first - 100) < 20, `${first} ms`)
  assert.ok(Math.abs(second - 200) < 40, `${second} ms`)
})

test('no pause is as long as a sender is patient', () => {
  const limit = new DownloadLimit()
  limit.bytesPerSecond = 1_000

  limit.pauseMs(1_000_000)

  assert.ok(limit.pauseMs(1_000_000) <= 5_000)
})
