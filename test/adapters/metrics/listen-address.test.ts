import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listenAddressText, parseListenAddress } from '#adapters/metrics/listen-address.ts'
import { FormatError } from '#core/errors.ts'

for (const [text, host, port] of [
  ['127.0.0.1:9464', '127.0.0.1', 9464],
  ['[::1]:0', '::1', 0],
  ['0.0.0.0:65535', '0.0.0.0', 65_535],
] as const) {
  test(`${text} is read and written`, () => {
    const address = parseListenAddress(text)

    assert.deepEqual(address, { host, port })
    assert.equal(listenAddressText(address), text)
  })
}

for (const text of [
  '',
  '9464',
  ':9464',
  '127.0.0.1',
  '127.0.0.1:',
  '127.0.0.1:65536',
  '::1:9464',
  '[127.0.0.1]:1',
  'hub:1',
]) {
  test(`${JSON.stringify(text)} is refused with what to write`, () => {
    assert.throws(
      () => parseListenAddress(text),
      (error) => error instanceof FormatError && /write 127\.0\.0\.1:9464/.test(error.message),
    )
  })
}
