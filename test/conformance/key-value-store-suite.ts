import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import type { KeyValueStore } from '#core/key-value-store.ts'

/** A store under test, and the same contents opened anew, as after a restart. */
export interface OpenedStore {
  readonly store: KeyValueStore
  reopen(): Promise<KeyValueStore>
}

/** What every {@link KeyValueStore} does. `open` makes an empty one. */
export function keyValueStoreSuite(name: string, open: (t: TestContext) => Promise<OpenedStore>): void {
  test(`${name} has nothing under a key that was never written`, async (t) => {
    const { store } = await open(t)

    assert.equal(await store.get('metadata/root'), undefined)
    assert.deepEqual(await store.keys(''), [])
  })

  test(`${name} gives back the bytes of a commit, the empty ones too`, async (t) => {
    const { store } = await open(t)

    await store.commit([
      { key: 'full', value: Uint8Array.of(0, 255, 10) },
      { key: 'empty', value: new Uint8Array(0) },
    ])

    assert.deepEqual(Uint8Array.from((await store.get('full')) ?? []), Uint8Array.of(0, 255, 10))
    assert.equal((await store.get('empty'))?.byteLength, 0)
  })

  test(`${name} replaces and deletes within one commit`, async (t) => {
    const { store } = await open(t)
    await store.commit([
      { key: 'a', value: Uint8Array.of(1) },
      { key: 'b', value: Uint8Array.of(2) },
    ])

    await store.commit([
      { key: 'a', value: Uint8Array.of(3) },
      { key: 'b', value: undefined },
      { key: 'never there', value: undefined },
    ])

    assert.deepEqual(Uint8Array.from((await store.get('a')) ?? []), Uint8Array.of(3))
    assert.deepEqual(await store.keys(''), ['a'])
  })

  test(`${name} lists the keys of a prefix in order of their UTF-8 bytes`, async (t) => {
    const { store } = await open(t)
    const keys = ['slot/b', 'slot/\u{1f41f}', 'slot/a', 'slot', 'slots', 'slot/\uffee', 'slot/', 'other']

    await store.commit(keys.map((key) => ({ key, value: Uint8Array.of(1) })))

    assert.deepEqual(await store.keys('slot/'), ['slot/', 'slot/a', 'slot/b', 'slot/\uffee', 'slot/\u{1f41f}'])
  })

  test(`${name} does not see later changes to the bytes it was given`, async (t) => {
    const { store } = await open(t)
    const value = Uint8Array.of(1, 2)
    await store.commit([{ key: 'a', value }])

    value.fill(9)

    assert.deepEqual(Uint8Array.from((await store.get('a')) ?? []), Uint8Array.of(1, 2))
  })

  test(`${name} keeps a commit that resolved`, async (t) => {
    const { store, reopen } = await open(t)
    await store.commit([{ key: 'a', value: Uint8Array.of(1) }])
    await store.commit([])

    const again = await reopen()

    assert.deepEqual(await again.keys(''), ['a'])
  })
}
