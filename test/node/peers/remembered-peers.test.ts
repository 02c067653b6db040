import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { LevelStore } from '#adapters/level/level-store.ts'
import { RememberedPeers } from '#node/peers/remembered-peers.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { addressOf } from '#test/core/neighbours/peer-names.ts'

async function storeOf(t: TestContext): Promise<LevelStore> {
  const store = await LevelStore.open(await temporaryDirectory(t))
  t.after(() => store.close())
  return store
}

function addresses(count: number, first = 1): readonly string[] {
  return Array.from({ length: count }, (_, index) => addressOf(first + index))
}

test('neighbours are remembered by the next start', async (t) => {
  const store = await storeOf(t)
  await new RememberedPeers(store).keep(addresses(3), 0)

  assert.deepEqual(await new RememberedPeers(store).addresses(), addresses(3))
})

test('at most sixteen are remembered, and those that are present before those that left', async (t) => {
  const store = await storeOf(t)
  const remembered = new RememberedPeers(store)
  await remembered.keep(addresses(20), 0)

  await remembered.keep(addresses(10, 11), 60_000)

  assert.deepEqual(await remembered.addresses(), [...addresses(6, 11), ...addresses(4, 17), ...addresses(6, 1)])
})

test('a site that goes dark is not forgotten', async (t) => {
  const store = await storeOf(t)
  const remembered = new RememberedPeers(store)
  await remembered.keep(addresses(3), 0)

  for (let left = 1; left <= 3; left++) await remembered.keep(addresses(3 - left), left * 60_000)

  assert.deepEqual(await new RememberedPeers(store).addresses(), addresses(3))
})

test('nothing is written again within a minute', async (t) => {
  const store = await storeOf(t)
  const remembered = new RememberedPeers(store)
  await remembered.keep(addresses(1), 0)

  await remembered.keep(addresses(3), 59_999)
  assert.deepEqual(await new RememberedPeers(store).addresses(), addresses(1))

  await remembered.keep(addresses(3), 60_000)
  assert.deepEqual(await new RememberedPeers(store).addresses(), addresses(3))
})

test('what is no address in the store is passed over', async (t) => {
  const store = await storeOf(t)
  const value = new TextEncoder().encode(`\u0000\n${addressOf(1)}\n/ip4/192.0.2.1`)
  await store.commit([{ key: 'neighbours', value }])

  assert.deepEqual(await new RememberedPeers(store).addresses(), addresses(1))
})
