import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { LevelStore } from '#adapters/level/level-store.ts'
import type { Remembered } from '#node/engine/updates/facts.ts'
import { nothingRemembered } from '#node/engine/updates/remembered.ts'
import { UpdateMemory } from '#node/updates/update-memory.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

const remembered: Remembered = {
  seenMs: 1_767_225_600_000.5,
  offers: [{ version: '2.0.0', firstSeenMs: 1000, skips: 2, skippedUntilMs: 2000, isApproved: true }],
  givenUp: [{ version: '1.1.0', reason: 'it hangs' }],
  admitted: { version: '2.0.0', rollout: 'spring' },
  kept: '1.0.0',
  unstaged: '1.9.0',
}

async function openStore(t: TestContext): Promise<LevelStore> {
  const store = await LevelStore.open(await temporaryDirectory(t))
  t.after(() => store.close())
  return store
}

const unexpected = (error: unknown) => assert.fail(String(error))

test('what is kept is read as it was', async (t) => {
  const store = await openStore(t)
  const memory = new UpdateMemory(store, unexpected)

  memory.keep(remembered)
  await memory.settled()

  assert.deepEqual(await UpdateMemory.read(store), remembered)
})

test('of what is told in a row the last is kept', async (t) => {
  const store = await openStore(t)
  const memory = new UpdateMemory(store, unexpected)

  for (let seenMs = 1; seenMs <= 20; seenMs += 1) memory.keep({ ...remembered, seenMs })
  await memory.settled()

  assert.equal((await UpdateMemory.read(store)).seenMs, 20)
})

test('a device that was never told anything remembers nothing', async (t) => {
  assert.deepEqual(await UpdateMemory.read(await openStore(t)), nothingRemembered)
})

for (const text of ['', 'null', '{}', '{"seenMs": "now", "offers": [], "givenUp": []}']) {
  test(`what cannot be read (${JSON.stringify(text)}) counts as nothing`, async (t) => {
    const store = await openStore(t)
    await store.commit([{ key: 'updates', value: new TextEncoder().encode(text) }])

    assert.deepEqual(await UpdateMemory.read(store), nothingRemembered)
  })
}

test('a store that fails is told, and the device goes on', async () => {
  const failures: unknown[] = []
  const broken = { get: async () => undefined, keys: async () => [], close: async () => {} }
  const commit = () => Promise.reject(new Error('no space left'))
  const memory = new UpdateMemory({ ...broken, commit }, (error) => failures.push(error))

  memory.keep(remembered)
  await memory.settled()

  assert.equal(failures.length, 1)
})
