import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memorySource } from '#adapters/exchange/pending-requests.ts'
import type { ByteSource, Responder } from '#adapters/libp2p/mesh-handlers.ts'
import { UploadLimit } from '#adapters/net/upload-limit.ts'

/** Reads a source to its end as the mesh does, and tells after each range how long that took. */
function readingResponder(onRange: (elapsedMs: number) => void): Responder {
  return {
    refuse: () => assert.fail('it is served'),
    async serve(source: ByteSource) {
      const beganMs = performance.now()
      let offset = 0
      while (offset < source.totalBytes) {
        const bytes = Math.min(source.rangeBytes ?? source.totalBytes, source.totalBytes - offset)
        offset += (await source.read(offset, bytes)).byteLength
        onRange(performance.now() - beganMs)
      }
      return offset
    },
  }
}

test('what is served takes as long as the limit says', async () => {
  const limit = new UploadLimit(100_000)
  let elapsedMs = 0

  const sentBytes = await limit
    .limited(
      'alice',
      readingResponder((ms) => (elapsedMs = ms)),
    )
    .serve(memorySource(new Uint8Array(60_000)))

  assert.equal(sentBytes, 60_000)
  // The last of three ranges leaves once the link has carried the first two.
  assert.ok(elapsedMs >= 490, `took ${elapsedMs} ms`)
})

test('a small request is not behind the whole of a large one', async () => {
  const limit = new UploadLimit(400_000)
  const order: string[] = []
  const serve = (party: string, bytes: number): Promise<unknown> =>
    limit
      .limited(
        party,
        readingResponder(() => order.push(party)),
      )
      .serve(memorySource(new Uint8Array(bytes)))

  await Promise.all([serve('large', 400_000), serve('small', 1_000)])

  assert.deepEqual(order, ['large', 'small', 'large', 'large', 'large'])
})

test('what a peer waits for ends when it leaves', async () => {
  const limit = new UploadLimit(2_048)
  const ranges: number[] = []
  const serving = limit
    .limited(
      'alice',
      readingResponder((ms) => ranges.push(ms)),
    )
    .serve(memorySource(new Uint8Array(9_000)))

  limit.leave('alice')

  await assert.rejects(serving, /has left/)
  assert.deepEqual(ranges, [])
})

test('a slow link is shared by few requests, so that none of them is silent for 10 s', () => {
  assert.equal(new UploadLimit(2_048).servesMax, 2)
  assert.equal(new UploadLimit(8_192).servesMax, 8)
  assert.equal(new UploadLimit(10_000_000).servesMax, 32)
})
