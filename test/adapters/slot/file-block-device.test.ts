import assert from 'node:assert/strict'
import { chmod, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createSlotFile, openSlot, openSlotReadOnly } from '#adapters/slot/file-block-device.ts'
import { MediumError, mediumError } from '#adapters/slot/medium-error.ts'
import { BrokenRule } from '#core/check.ts'
import { UserError } from '#core/errors.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

test('a new slot file takes no space until it is written', async (t) => {
  const path = join(await temporaryDirectory(t), 'rootfs.a')

  await createSlotFile(path, 1024 ** 3)

  const { size, blocks } = await stat(path)
  assert.equal(size, 1024 ** 3)
  assert.ok(blocks < 100)
})

test('a slot file that exists is never overwritten', async (t) => {
  const path = join(await temporaryDirectory(t), 'rootfs.a')
  await writeFile(path, 'the image')

  await assert.rejects(createSlotFile(path, 100), (error) => error instanceof UserError && error.message.includes(path))

  assert.equal(await readFile(path, 'utf8'), 'the image')
})

test('a slot that is missing says so with its path and what to do', async (t) => {
  const path = join(await temporaryDirectory(t), 'rootfs.a')

  await assert.rejects(openSlot(path), (error) => {
    assert.ok(error instanceof MediumError)
    assert.equal(error.code, 'ENOENT')
    assert.match(error.message, /rootfs\.a: it does not exist; .*mycel node provision/)
    return true
  })
})

test('a directory, a terminal-like device and an empty file are refused as slots', async (t) => {
  const directory = await temporaryDirectory(t)
  const empty = join(directory, 'empty')
  await writeFile(empty, '')

  await assert.rejects(openSlot(directory), /it is a directory/)
  await assert.rejects(openSlotReadOnly(directory), /neither a file nor a partition/)
  await assert.rejects(openSlot('/dev/full'), /neither a file nor a partition/)
  await assert.rejects(openSlot(empty), /it is empty/)
})

test('a slot opened to read only is read, and writing to it is a broken rule', async (t) => {
  const path = join(await temporaryDirectory(t), 'rootfs.a')
  await writeFile(path, 'image')
  await chmod(path, 0o400)
  const device = await openSlotReadOnly(path)
  t.after(() => device.close())
  const bytes = new Uint8Array(5)

  await device.read(bytes, 0)

  assert.equal(Buffer.from(bytes).toString(), 'image')
  await assert.rejects(device.write(bytes, 0), BrokenRule)
})

test('a slot that shrinks under the node ends the read in words', async (t) => {
  const path = join(await temporaryDirectory(t), 'rootfs.a')
  await createSlotFile(path, 1000)
  const device = await openSlot(path)
  t.after(() => device.close())
  await truncate(path, 600)

  await assert.rejects(device.read(new Uint8Array(1000), 0), /it ends at 600, it had 1000 bytes/)
})

for (const [code, advice] of [
  ['ENOSPC', /file system is full; free space/],
  ['EROFS', /mounted read-only; mount it writable/],
  ['EIO', /medium fails; look at the kernel log/],
] as const) {
  test(`${code} names the slot and what to do, and keeps its cause`, () => {
    const cause = Object.assign(new Error(code), { code })

    const error = mediumError('/dev/mmcblk0p2', cause)

    assert.ok(error instanceof MediumError)
    assert.equal(error.path, '/dev/mmcblk0p2')
    assert.equal(error.cause, cause)
    assert.match(error.message, advice)
  })
}

test('an error that nobody has advice for stays as it is', () => {
  const cause = Object.assign(new Error('odd'), { code: 'EODD' })

  assert.equal(mediumError('/dev/mmcblk0p2', cause), cause)
})
