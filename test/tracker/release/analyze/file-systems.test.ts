import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import {
  makeExt,
  makeSquashfs,
  missing,
  sampleTree,
  type Tree,
  writeTree,
} from '#test/tracker/release/analyze/made-images.ts'
import type { FileSystem } from '#tracker/release/analyze/file-system/file-system.ts'
import { findFileSystem } from '#tracker/release/analyze/file-system/find-file-system.ts'

for (const type of ['ext2', 'ext3', 'ext4']) {
  test(`every file of ${type} is found where its bytes are`, { skip: missing('mke2fs') }, async (context) => {
    const tree = sampleTree()
    const directory = await writeTree(join(await temporaryDirectory(context), 'tree'), tree)
    const image = await makeExt(directory, ['-t', type, '-b', '1024'])

    const fileSystem = read(image)

    assertFiles(fileSystem, tree)
    for (const [path, content] of Object.entries(tree)) assertContent(image, fileSystem, path, content)
  })
}

for (const compression of ['gzip', 'zstd']) {
  test(`every file of squashfs with ${compression} is found`, { skip: missing('mksquashfs') }, async (context) => {
    const tree = sampleTree()
    const directory = await writeTree(join(await temporaryDirectory(context), 'tree'), tree)

    const fileSystem = read(await makeSquashfs(directory, ['-comp', compression]))

    assertFiles(fileSystem, tree)
    assert.equal(fileSystem.compression, compression)
  })
}

test('a file of plain squashfs is found where its bytes are', { skip: missing('mksquashfs') }, async (context) => {
  const tree = sampleTree()
  const directory = await writeTree(join(await temporaryDirectory(context), 'tree'), tree)
  const image = await makeSquashfs(directory, ['-noI', '-noD', '-noF', '-noX', '-no-fragments'])

  const fileSystem = read(image)

  assert.equal(fileSystem.compression, undefined)
  for (const [path, content] of Object.entries(tree)) assertContent(image, fileSystem, path, content)
})

test('equal files of squashfs share their block', { skip: missing('mksquashfs') }, async (context) => {
  const content = sampleTree()['usr/bin/tool'] ?? ''
  const directory = await writeTree(join(await temporaryDirectory(context), 'tree'), { one: content, other: content })

  const fileSystem = read(await makeSquashfs(directory))

  assert.deepEqual(
    fileSystem.files.map(({ extents }) => extents.map(({ share }) => share)),
    [[0.5], [0.5]],
  )
})

test('squashfs with xz is left out with the reason', { skip: missing('mksquashfs') }, async (context) => {
  const directory = await writeTree(join(await temporaryDirectory(context), 'tree'), sampleTree())

  const found = findFileSystem(await makeSquashfs(directory, ['-comp', 'xz']))

  assert.equal(found.type, 'unread')
  assert.match(found.reason, /cannot look inside squashfs whose tables are compressed with xz/)
})

test('a cut off file system is left out with the reason', { skip: missing('mke2fs') }, async (context) => {
  const directory = await writeTree(join(await temporaryDirectory(context), 'tree'), { a: 'a' })
  const image = await makeExt(directory)

  const found = findFileSystem(image.subarray(0, image.byteLength / 2))

  assert.equal(found.type, 'unread')
  assert.match(found.reason, /it is cut off/)
})

function read(image: Uint8Array): FileSystem {
  const found = findFileSystem(image)
  assert.equal(found.type, 'read', found.type === 'unread' ? found.reason : '')
  return found.fileSystem
}

function assertFiles({ files }: FileSystem, tree: Tree): void {
  const found = files.map(({ path, bytes }) => [path, bytes])
  const written = Object.entries(tree).map(([path, content]) => [path, Buffer.from(content).byteLength])
  assert.deepEqual(found.sort(), written.sort())
}

function assertContent(image: Uint8Array, { files }: FileSystem, path: string, content: Uint8Array | string): void {
  const file = files.find((one) => one.path === path)
  const parts = file?.extents.map(({ offset, bytes }) => image.subarray(offset, offset + bytes)) ?? []
  const read = Buffer.concat(parts).subarray(0, file?.bytes)
  assert.ok(read.equals(Buffer.from(content)), `${path} has its bytes`)
}
