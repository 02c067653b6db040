import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memorySource } from '#adapters/exchange/pending-requests.ts'
import type { ByteSource } from '#adapters/libp2p/mesh-handlers.ts'
import { CorruptingRequests } from '#node/world/corrupting-requests.ts'

/** Has bytes served to a peer that reads them in two ranges; returns what it reads. */
async function servedBytes(bytes: Uint8Array): Promise<readonly number[]> {
  const read: number[] = []
  const requests = new CorruptingRequests()
  const request = requests.add({
    refuse: () => assert.fail('it is served'),
    async serve(source: ByteSource) {
      for (const offset of [0, 2]) read.push(...(await source.read(offset, 2)))
      return read.length
    },
  })
  await requests.serve(request, memorySource(bytes))
  return read
}

test('a corrupting node serves everything with its first bit flipped', async () => {
  assert.deepEqual(await servedBytes(Uint8Array.of(4, 5, 6, 7)), [5, 5, 6, 7])
})

test('what a corrupting node has in memory stays right', async () => {
  const bytes = Uint8Array.of(4, 5, 6, 7)

  await servedBytes(bytes)

  assert.deepEqual(bytes, Uint8Array.of(4, 5, 6, 7))
})
