import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { type TestContext, test } from 'node:test'
import { applyBsdiff40, makeBsdiff40 } from '#adapters/bsdiff/bsdiff40.ts'
import { sha256 } from '#core/digest.ts'
import { whyNoBsdiff, whyNoStockTools } from '#test/adapters/bsdiff/why-no-bsdiff.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { joined, noise, worn } from '#test/core/delta/sample-images.ts'

const skip = (await whyNoBsdiff()) || whyNoStockTools()

const old = noise(200_000)

/** New images, each by how it comes from the old one. */
const images: Readonly<Record<string, Uint8Array>> = {
  worn: worn(old, 700),
  moved: joined(old.subarray(90_000), noise(5_000, 7), old.subarray(0, 90_000)),
  unrelated: noise(150_000, 9),
  unchanged: old,
  short: Uint8Array.of(1),
}

for (const [name, image] of Object.entries(images)) {
  test(`stock bspatch applies our patch to an image that is ${name}`, { skip }, async (t) => {
    const made = await makeBsdiff40(old, image)
    assert.ok(made.type === 'done')

    const result = await stock(t, 'bspatch', { old, patch: made.bytes })

    assert.equal(sha256(result), sha256(image))
  })

  test(`we apply the patch of stock bsdiff to an image that is ${name}`, { skip }, async (t) => {
    const patch = await stock(t, 'bsdiff', { old, new: image })

    const made = await applyBsdiff40(old, patch, { digest: sha256(image), bytes: image.byteLength })

    assert.equal(made.type, 'done')
  })
}

/** What the Debian package's tool makes of files. Both are called with the old file, the new one and the patch. */
async function stock(
  t: TestContext,
  tool: 'bsdiff' | 'bspatch',
  files: Readonly<Record<string, Uint8Array>>,
): Promise<Uint8Array> {
  const directory = await temporaryDirectory(t)
  for (const [name, bytes] of Object.entries(files)) await writeFile(`${directory}/${name}`, bytes)
  execFileSync(tool, ['old', 'new', 'patch'], { cwd: directory })
  return await readFile(`${directory}/${tool === 'bsdiff' ? 'patch' : 'new'}`)
}
