import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { LevelStore } from '#adapters/level/level-store.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { Tokens } from '#tracker/api/tokens/tokens.ts'

const wish = { name: 'dashboard', scopes: ['read'], days: 1 } as const

test('tokens that have expired make room when the next one is made, for good', async (t) => {
  const store = await LevelStore.open(join(await temporaryDirectory(t), 'store'))
  t.after(() => store.close())
  const tokens = await Tokens.open(store)
  await tokens.create(wish, new Date('2026-01-01'))
  await tokens.create({ ...wish, days: undefined }, new Date('2026-01-01'))

  await tokens.create(wish, new Date('2026-01-03'))

  const kept = await Tokens.open(store)
  assert.deepEqual(
    kept.list().map(({ expiresAt }) => expiresAt),
    [null, '2026-01-04T00:00:00.000Z'],
  )
})
