import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PayloadDecoder } from '#adapters/workers/payload-decoder.ts'
import { WorkerTaskFailed, WorkerTimedOut } from '#adapters/workers/worker-pool.ts'
import { greatEffort } from '#core/codec/compress.ts'
import { encodeZstd } from '#core/codec/encode-payload.ts'
import { encodePatch } from '#core/codec/patch.ts'
import { FormatError } from '#core/errors.ts'

const chunk = Buffer.from('the same words again and again. '.repeat(2000))
const full = { payload: encodeZstd(chunk, 3), isPatch: false, chunkCount: 1, outputBytes: chunk.byteLength }

test('a payload is decoded in a thread and stays usable', async (context) => {
  const decoder = openDecoder(context)

  const first = await decoder.decode(full)
  const second = await decoder.decode(full)

  for (const decoded of [first, second]) assert.ok(decoded.type === 'chunk' && chunk.equals(decoded.bytes))
})

test('a patch comes back from the thread section by section', async (context) => {
  const decoder = openDecoder(context)
  const sections = { lengths: Uint8Array.of(5), differences: new Uint8Array(), fresh: new Uint8Array(2000).fill(7) }
  const patch = { rules: Uint8Array.of(0, 1), ...sections }
  const payload = encodePatch(patch, greatEffort)

  const decoded = await decoder.decode({ payload, isPatch: true, chunkCount: 2, outputBytes: 2005 })

  assert.ok(decoded.type === 'patch')
  for (const name of ['rules', 'lengths', 'differences', 'fresh'] as const) {
    assert.deepEqual([...decoded.patch[name]], [...patch[name]])
  }
})

test('a malformed payload rejects with the FormatError of the codec, and the next one is decoded', async (context) => {
  const decoder = openDecoder(context)

  await assert.rejects(
    decoder.decode({ ...full, payload: Uint8Array.of(9, 9), outputBytes: 5 }),
    (error) =>
      error instanceof FormatError &&
      error.message === 'payload: has the unknown codec 9: update mycel on this machine',
  )
  const next = await decoder.decode(full)

  assert.ok(next.type === 'chunk' && chunk.equals(next.bytes))
})

test('a decode that takes too long is ended with a typed error', async (context) => {
  const decoder = new PayloadDecoder({ timeoutMs: 0 })
  context.after(() => decoder.close())

  const decoding = decoder.decode(full)

  await assert.rejects(decoding, WorkerTimedOut)
})

test('closing rejects what is still being decoded', async () => {
  const decoder = new PayloadDecoder()
  const decoding = decoder.decode(full)

  const rejected = assert.rejects(decoding, WorkerTaskFailed)
  await decoder.close()

  await rejected
})

function openDecoder(context: { after(close: () => Promise<void>): void }): PayloadDecoder {
  const decoder = new PayloadDecoder()
  context.after(() => decoder.close())
  return decoder
}
