import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { UserError } from '#core/errors.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { withLock } from '#tracker/release/repository-lock.ts'

test('work runs under the lock, which is gone afterwards', async (t) => {
  const directory = await temporaryDirectory(t)

  const during = await withLock(join(directory, 'lock'), () => readdir(directory))

  assert.deepEqual(during, ['lock'])
  assert.deepEqual(await readdir(directory), [])
})

test('a lock of a process that runs is respected, and the process named', async (t) => {
  const path = join(await temporaryDirectory(t), 'lock')
  await writeFile(path, `${process.ppid}\n`)

  await assert.rejects(
    withLock(path, async () => 'ran'),
    (error) => error instanceof UserError && error.message.includes(`process ${process.ppid}`),
  )
})

test('two publishers in one process are kept apart too', async (t) => {
  const path = join(await temporaryDirectory(t), 'lock')
  const inner = withLock(path, () => withLock(path, async () => 'ran'))

  await assert.rejects(inner, UserError)
})

test('a lock of a process that has ended is taken away', async (t) => {
  const path = join(await temporaryDirectory(t), 'lock')
  const { pid } = spawnSync(process.execPath, ['--version'])
  await writeFile(path, `${pid}\n`)

  assert.equal(await withLock(path, async () => 'ran'), 'ran')
})

test('a lock with our own process id that we do not hold is of an earlier run', async (t) => {
  const path = join(await temporaryDirectory(t), 'lock')
  await writeFile(path, `${process.pid}\n`)

  assert.equal(await withLock(path, async () => 'ran'), 'ran')
})

test('the lock is released where the work fails', async (t) => {
  const path = join(await temporaryDirectory(t), 'lock')
  await assert.rejects(
    withLock(path, async () => Promise.reject(new Error('no space'))),
    /no space/,
  )

  assert.equal(await withLock(path, async () => 'ran'), 'ran')
})
