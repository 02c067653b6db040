import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FlashStore } from '#sim/flash/flash-store.ts'
import { Power, PowerCut } from '#sim/flash/power.ts'
import { Random } from '#sim/random.ts'

async function keysAfterCut(seed: number): Promise<string> {
  const store = new FlashStore({ power: new Power(2) })
  await store.commit([{ key: 'first', value: Uint8Array.of(1) }])
  const second = store.commit([
    { key: 'first', value: undefined },
    { key: 'second', value: Uint8Array.of(2) },
  ])
  await assert.rejects(second, PowerCut)
  return [...store.cut(new Random(seed)).keys()].join()
}

test('a commit under way at a cut is there as a whole or not at all, by the seed', async () => {
  const seen = new Set<string>()

  for (let seed = 0; seed < 50; seed += 1) seen.add(await keysAfterCut(seed))

  assert.deepEqual([...seen].sort(), ['first', 'second'])
  assert.equal(await keysAfterCut(7), await keysAfterCut(7))
})

test('a store without power rejects', async () => {
  const power = new Power()
  const store = new FlashStore({ power })
  power.goOff()

  await assert.rejects(store.get('first'), PowerCut)
  await assert.rejects(store.commit([]), PowerCut)
})
