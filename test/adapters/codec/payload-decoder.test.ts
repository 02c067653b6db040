import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PayloadDecoder } from '#adapters/codec/payload-decoder.ts'
import { compress, greatEffort } from '#core/codec/compress.ts'
import { type DecodedChunks, decodePayload, type EncodedChunks } from '#core/codec/decode-payload.ts'
import { encodeZstd } from '#core/codec/encode-payload.ts'
import { encodePatch } from '#core/codec/patch.ts'
import { FormatError } from '#core/errors.ts'

const chunk = Buffer.from('the same words again and again. '.repeat(2000))
const full = { payload: encodeZstd(chunk, 3), isPatch: false, chunkCount: 1, outputBytes: chunk.byteLength }

test('a payload is decoded aside and stays usable', async (context) => {
  const decoder = openDecoder(context)

  const first = await decoder.decode(full)
  const second = await decoder.decode(full)

  for (const decoded of [first, second]) assert.ok(decoded.type === 'chunk' && chunk.equals(decoded.bytes))
})

test('a patch comes back section by section', async (context) => {
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

test('what a thread decompresses is judged as in this thread, right or wrong', async (context) => {
  const decoder = openDecoder(context)
  const { payload, outputBytes } = full
  const cases: readonly EncodedChunks[] = [
    full,
    { ...full, outputBytes: outputBytes - 1 },
    { ...full, outputBytes: outputBytes + 1 },
    { ...full, payload: payload.subarray(0, -1) },
    { ...full, payload: Buffer.concat([payload, Uint8Array.of(0)]) },
    { ...full, payload: payload.with(9, (payload[9] ?? 0) ^ 1) },
    { ...full, payload: new Uint8Array() },
    { ...full, isPatch: true },
    { ...full, payload: compress(chunk, greatEffort) },
    { ...full, payload: compress(chunk, greatEffort).subarray(0, 20) },
  ]

  const aside = await Promise.all(cases.map((one) => decoder.decode(one).then(outcomeOf, reasonOf)))

  assert.deepEqual(aside, cases.map(here))
  assert.deepEqual(
    aside.map((outcome) => outcome === 'a chunk'),
    [true, ...Array(7).fill(false), true, false],
  )
})

test('closing rejects what still waits', async () => {
  const decoder = new PayloadDecoder()
  const decoding = [decoder.decode(full), decoder.decode(full)]

  const rejected = assert.rejects(decoding[1] ?? Promise.resolve(), /this node stops/)
  await decoder.close()

  await rejected
  await Promise.allSettled(decoding)
})

function here(one: EncodedChunks): string {
  try {
    return outcomeOf(decodePayload(one))
  } catch (error) {
    return reasonOf(error)
  }
}

function outcomeOf(decoded: DecodedChunks): string {
  return decoded.type === 'chunk' && chunk.equals(decoded.bytes) ? 'a chunk' : 'something else'
}

function reasonOf(error: unknown): string {
  assert.ok(error instanceof FormatError, String(error))
  return error.message
}

function openDecoder(context: { after(close: () => Promise<void>): void }): PayloadDecoder {
  const decoder = new PayloadDecoder()
  context.after(() => decoder.close())
  return decoder
}
