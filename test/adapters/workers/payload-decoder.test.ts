import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PayloadDecoder } from '#adapters/workers/payload-decoder.ts'
import { WorkerTaskFailed, WorkerTimedOut } from '#adapters/workers/worker-pool.ts'
import { encodePatch, encodeZstd } from '#core/codec/encode-payload.ts'
import { FormatError } from '#core/errors.ts'

const chunk = Buffer.from('the same words again and again. '.repeat(2000))
const sources = chunk.subarray(0, 5000)

test('a payload is decoded in a thread and stays usable', async (context) => {
  const decoder = openDecoder(context)
  const payload = encodePatch(chunk, sources, 3)

  const first = await decoder.decode({ payload, sources: new Uint8Array(sources), outputBytes: chunk.byteLength })
  const second = await decoder.decode({ payload, sources: new Uint8Array(sources), outputBytes: chunk.byteLength })

  assert.ok(chunk.equals(first))
  assert.ok(chunk.equals(second))
})

test('a malformed payload rejects with the FormatError of the codec, and the next one is decoded', async (context) => {
  const decoder = openDecoder(context)
  const none = new Uint8Array()

  await assert.rejects(
    decoder.decode({ payload: Uint8Array.of(9, 9), sources: none, outputBytes: 5 }),
    (error) =>
      error instanceof FormatError &&
      error.message === 'payload: has the unknown codec 9: update mycel on this machine',
  )
  const next = await decoder.decode({ payload: encodeZstd(chunk, 3), sources: none, outputBytes: chunk.byteLength })

  assert.ok(chunk.equals(next))
})

test('a decode that takes too long is ended with a typed error', async (context) => {
  const decoder = new PayloadDecoder({ timeoutMs: 0 })
  context.after(() => decoder.close())

  const decoding = decoder.decode({
    payload: encodeZstd(chunk, 3),
    sources: new Uint8Array(),
    outputBytes: chunk.byteLength,
  })

  await assert.rejects(decoding, WorkerTimedOut)
})

test('closing rejects what is still being decoded', async () => {
  const decoder = new PayloadDecoder()
  const decoding = decoder.decode({
    payload: encodeZstd(chunk, 3),
    sources: new Uint8Array(),
    outputBytes: chunk.byteLength,
  })

  const rejected = assert.rejects(decoding, WorkerTaskFailed)
  await decoder.close()

  await rejected
})

function openDecoder(context: { after(close: () => Promise<void>): void }): PayloadDecoder {
  const decoder = new PayloadDecoder()
  context.after(() => decoder.close())
  return decoder
}
