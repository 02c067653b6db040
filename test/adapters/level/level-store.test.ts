import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { LevelStore } from '#adapters/level/level-store.ts'
import { UserError } from '#core/errors.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

test('a store that a running node uses is refused in words', async (t) => {
  const directory = await temporaryDirectory(t)
  const store = await LevelStore.open(directory)
  t.after(() => store.close())

  await assert.rejects(LevelStore.open(directory), (error) => {
    assert.ok(error instanceof UserError)
    assert.equal(error.message, `another mycel node is using ${directory}; stop it first`)
    return true
  })
})

test('a store whose directory cannot be made is refused with its path', async (t) => {
  const file = join(await temporaryDirectory(t), 'state')
  await writeFile(file, 'not a directory')

  await assert.rejects(LevelStore.open(file), (error) => error instanceof UserError && error.message.startsWith(file))
})
