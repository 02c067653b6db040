import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Digest } from '#core/digest.ts'
import { sha256 } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import { MetadataRefused } from '#core/metadata/metadata-refused.ts'
import { blobFile } from '#core/metadata/repository-files.ts'
import { type ApplyBench, newImage, now, oldImage, openApplyBench } from './apply-bench.ts'

test('an old image and a repository make the new image byte for byte', async (t) => {
  const bench = await openApplyBench(t)

  const applied = await bench.apply()

  assert.equal(applied.image, sha256(newImage))
  assert.equal(applied.baseImage, sha256(oldImage))
  assert.equal(Buffer.compare(await readFile(join(bench.directory, 'new.img')), newImage), 0)
  const { same, zero, copy, patch, full } = applied.chunks
  assert.deepEqual([zero, same + zero + copy + patch + full], [2, Math.ceil(newImage.byteLength / 65_536)])
  assert.ok(same > 0 && patch + full > 0 && applied.payloadBytes < newImage.byteLength / 2)
})

test('zeros of the new image take no room on the disk', async (t) => {
  const bench = await openApplyBench(t)

  await bench.apply()

  const { size, blocks } = await stat(join(bench.directory, 'new.img'))
  assert.ok(blocks * 512 < size - 120_000, `${blocks} blocks`)
})

test('an image that is the new one already is copied', async (t) => {
  const bench = await openApplyBench(t)

  const applied = await bench.apply({ version: '1.0.0' })

  assert.deepEqual(applied.chunks, { same: 11, zero: 0, copy: 0, patch: 0, full: 0 })
  assert.equal(Buffer.compare(await readFile(join(bench.directory, 'new.img')), oldImage), 0)
})

test('a file that has the name of the new image already is left as it is', async (t) => {
  const bench = await openApplyBench(t)
  await writeFile(join(bench.directory, 'new.img'), 'mine')

  const applying = bench.apply()

  await assert.rejects(applying, refusal(/new\.img exists already and was left as it is: move it away/))
  assert.equal(await readFile(join(bench.directory, 'new.img'), 'utf8'), 'mine')
  assert.deepEqual(await imagesIn(bench), ['built.img', 'new.img', 'old.img'])
})

test('a file that takes the name meanwhile is left as it is', async (t) => {
  const bench = await openApplyBench(t)
  const onProgress = ({ label }: { readonly label: string }): void => {
    if (label.endsWith(' back')) writeFileSync(join(bench.directory, 'new.img'), 'mine')
  }

  const applying = bench.apply({ onProgress })

  await assert.rejects(applying, refusal(/exists already/))
  assert.equal(await readFile(join(bench.directory, 'new.img'), 'utf8'), 'mine')
  assert.deepEqual(await imagesIn(bench), ['built.img', 'new.img', 'old.img'])
})

test('an image that no delta begins with is answered with the versions that one does', async (t) => {
  const bench = await openApplyBench(t)
  const oldPath = join(bench.directory, 'other.img')
  await writeFile(oldPath, 'other')

  const applying = bench.apply({ oldPath })

  await assert.rejects(applying, refusal(/there are deltas from 1\.0\.0 \([0-9a-f]{12}…\); .* or let --full make/))
})

test('full payloads make the new image of any old one where that is asked for', async (t) => {
  const bench = await openApplyBench(t)
  const oldPath = join(bench.directory, 'other.img')
  await writeFile(oldPath, 'other')

  const applied = await bench.apply({ oldPath, full: true })

  assert.equal(applied.chunks.full, Math.ceil(newImage.byteLength / 65_536))
  assert.equal(Buffer.compare(await readFile(join(bench.directory, 'new.img')), newImage), 0)
})

test('a damaged payload leaves no file', async (t) => {
  const bench = await openApplyBench(t)
  for (const path of await blobsOf(bench)) await writeFile(path, 'damaged')

  const applying = bench.apply()

  await assert.rejects(applying, refusal(/blobs.* is damaged: copy the repository again/))
  assert.deepEqual(await imagesIn(bench), ['built.img', 'old.img'])
})

test('who ends it while chunks are made finds no file', async (t) => {
  const bench = await openApplyBench(t)
  const stop = new AbortController()
  const onProgress = ({ label, done }: { readonly label: string; readonly done: number }): void => {
    if (label.startsWith('making') && done === 3) stop.abort(new UserError('ended'))
  }

  const applying = bench.apply({ signal: stop.signal, onProgress })

  await assert.rejects(applying, refusal(/^ended$/))
  assert.deepEqual(await imagesIn(bench), ['built.img', 'old.img'])
})

test('a release that is not there is answered with those that are', async (t) => {
  const bench = await openApplyBench(t)

  const applying = bench.apply({ version: '3.0.0' })

  await assert.rejects(applying, refusal(/has no release 3\.0\.0 of hub: choose from hub 1\.0\.0, hub 1\.1\.0/))
})

test('a component that is not there is answered with those that are', async (t) => {
  const bench = await openApplyBench(t)

  const applying = bench.apply({ component: 'kernel' })

  await assert.rejects(applying, refusal(/hub 1\.1\.0 has no component kernel: choose with --component from app/))
})

test('a repository that its vendor no longer renews is refused', async (t) => {
  const bench = await openApplyBench(t)

  const applying = bench.apply({ now: new Date(now.getTime() + 400 * 24 * 3600 * 1000) })

  await assert.rejects(applying, (error) => error instanceof MetadataRefused && /expired/.test(error.message))
})

test('a folder without a repository is refused by its name', async (t) => {
  const bench = await openApplyBench(t)

  const applying = bench.apply({ repository: bench.directory })

  await assert.rejects(applying, refusal(/is not a mycel repository \(it has no metadata\/timestamp\.json\)/))
})

test('an old image that is not there is named', async (t) => {
  const bench = await openApplyBench(t)

  const applying = bench.apply({ oldPath: join(bench.directory, 'none.img') })

  await assert.rejects(applying, refusal(/the old image .*none\.img cannot be read/))
})

/** Every blob of the repository that is not a page of digests. */
async function blobsOf({ repository }: ApplyBench): Promise<readonly string[]> {
  const entries = await readdir(join(repository, 'blobs'), { recursive: true, withFileTypes: true })
  const digests = entries.filter((entry) => entry.isFile()).map(({ name }) => name as Digest)
  const paths = digests.map((digest) => join(repository, blobFile(digest)))
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size))
  return paths.filter((_, place) => (sizes[place] ?? 0) > 1024)
}

async function imagesIn({ directory }: ApplyBench): Promise<readonly string[]> {
  return (await readdir(directory)).filter((name) => /img/.test(name)).sort()
}

function refusal(message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof UserError && message.test(error.message)
}
