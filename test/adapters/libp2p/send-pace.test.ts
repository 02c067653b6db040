import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SendPace } from '#adapters/libp2p/fetch/send-pace.ts'

const mebibyte = 1024 * 1024

test('frames are of 32 KiB until a link has carried a MiB', () => {
  const pace = new SendPace(0)

  pace.left(mebibyte - 1, 1)

  assert.equal(pace.frameBytes, 32 * 1024)
})

test('frames over a link that carries a MiB in 100 ms fill two messages of noise', () => {
  const pace = new SendPace(0)

  pace.left(mebibyte, 100)

  assert.equal(pace.frameBytes + 15, 2 * 65_519)
})

test('a link that becomes slow gets frames of 32 KiB again', () => {
  const pace = new SendPace(0)
  pace.left(mebibyte, 10)

  pace.left(mebibyte, 500)

  assert.equal(pace.frameBytes, 32 * 1024)
})
