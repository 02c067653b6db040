import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { forgetCrashNotes, noteCrash, readCrashNotes } from '#node/report/crash-notes.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

test('the last crashes are noted until they are forgotten', async (t) => {
  const file = join(await temporaryDirectory(t), 'crashes.json')
  for (let at = 1; at <= 20; at += 1) await noteCrash(file, { at, version: '1.1.0', reason: 'exit code 1' })

  const notes = await readCrashNotes(file)
  await forgetCrashNotes(file)

  assert.deepEqual([notes.length, notes[0]?.at, notes.at(-1)?.at], [16, 5, 20])
  assert.deepEqual(await readCrashNotes(file), [])
})

test('a file that holds no notes counts as none', async (t) => {
  const file = join(await temporaryDirectory(t), 'crashes.json')
  for (const text of ['', '{', '{}', '[1, {"at": "x"}]']) {
    await writeFile(file, text)

    assert.deepEqual(await readCrashNotes(file), [])
  }
})
