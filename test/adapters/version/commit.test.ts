import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readCommit } from '#adapters/version/commit.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

const commit = '89abcdef0123456789abcdef0123456789abcdef'

test('the commit of a branch is read from its file', async (t) => {
  const checkout = await checkoutOf(t, { HEAD: 'ref: refs/heads/main\n', 'refs/heads/main': `${commit}\n` })

  assert.equal(readCommit(checkout), commit)
})

test('the commit of a branch without a file is read from the packed ones', async (t) => {
  const other = '0'.repeat(40)
  const packed = `# pack-refs with: peeled\n${other} refs/heads/domain\n${commit} refs/heads/main\n`
  const checkout = await checkoutOf(t, { HEAD: 'ref: refs/heads/main\n', 'packed-refs': packed })

  assert.equal(readCommit(checkout), commit)
})

test('a commit that is checked out without a branch is read from HEAD', async (t) => {
  const checkout = await checkoutOf(t, { HEAD: `${commit}\n` })

  assert.equal(readCommit(checkout), commit)
})

test('a branch without a commit has none', async (t) => {
  const checkout = await checkoutOf(t, { HEAD: 'ref: refs/heads/main\n' })

  assert.equal(readCommit(checkout), undefined)
})

test('a directory that is no checkout has no commit, also inside of one', async (t) => {
  const checkout = await checkoutOf(t, { HEAD: `${commit}\n`, '../inside/file': '' })

  assert.equal(readCommit(join(checkout, 'inside')), undefined)
})

/** A directory with files of these names in its `.git`. */
async function checkoutOf(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await temporaryDirectory(t)
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, '.git', name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  return directory
}
