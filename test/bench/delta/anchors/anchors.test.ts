import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sha256 } from '#core/digest.ts'
import { noise, worn } from '#test/core/delta/sample-images.ts'
import { type DeltaAnchor, type ImageFiles, madePathIn } from './anchor.ts'
import { anchors, measureAnchor } from './measure-anchors.ts'

const limits = { limitSeconds: 60 }
let directory = ''
let pair: ImageFiles

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mycel-anchors-'))
  const [basePath, imagePath] = [join(directory, 'base'), join(directory, 'image')]
  const base = noise(300_000)
  const image = worn(base.subarray(1000), 5000)
  await writeFile(basePath, base)
  await writeFile(imagePath, image)
  const [baseBytes, imageBytes] = [base.byteLength, image.byteLength]
  pair = { basePath, baseBytes, imagePath, imageBytes, imageDigest: sha256(image) }
})

after(() => rm(directory, { recursive: true }))

for (const anchor of anchors) {
  test(`${anchor.name} makes the new image of the old one and of what travels`, async (context) => {
    const outcome = await measureAnchor(anchor, pair, limits)

    if ('leftOut' in outcome && outcome.leftOut.startsWith('there is no')) return context.skip(outcome.leftOut)
    assert.ok('bytes' in outcome, JSON.stringify(outcome))
    assert.ok(outcome.bytes > 0 && outcome.bytes <= 1.1 * pair.imageBytes && outcome.applyRssMb > 0)
  })
}

const skip = existsSync('/usr/bin/time') ? false : 'GNU time is not there (Debian package time)'

/** An anchor that copies the new image. */
const copying: DeltaAnchor = {
  name: 'copying',
  programs: [{ command: 'cp', from: 'Debian package coreutils' }],
  encode: ({ imagePath, directory: place }) => ['cp', imagePath, `${place}/patch`],
  travel: async ({ imageBytes }) => imageBytes,
  apply: ({ directory: place }) => ['cp', `${place}/patch`, madePathIn(place)],
}

/** Why an anchor was left out; undefined where it was measured. */
async function whyLeftOut(anchor: DeltaAnchor, limitSeconds: number): Promise<string | undefined> {
  const outcome = await measureAnchor(anchor, pair, { limitSeconds })
  return 'leftOut' in outcome ? outcome.leftOut : undefined
}

test('a program that is not there is named with what brings it', { skip }, async () => {
  const programs = [{ command: 'mycel-no-such-program', from: 'Debian package nowhere' }]

  const reason = await whyLeftOut({ ...copying, programs }, 60)

  assert.equal(reason, 'there is no mycel-no-such-program here (Debian package nowhere)')
})

test('an anchor that needs too much memory is not begun', async () => {
  const reason = await whyLeftOut({ ...copying, memoryBytes: () => 9.1e9 }, 60)

  assert.equal(reason, 'needs 9.1 GB of memory')
})

test('an anchor that takes longer than its limit is ended and left out', { skip }, async () => {
  const reason = await whyLeftOut({ ...copying, apply: () => ['sleep', '60'] }, 0.1)

  assert.equal(reason, 'applying took longer than 0.1 s')
})

test('an anchor that fails is left out with what it says', { skip }, async () => {
  const reason = await whyLeftOut({ ...copying, encode: () => ['cp', '/nonexistent/mycel', directory] }, 60)

  assert.match(reason ?? '', /^encoding ended with 1: cp: .*nonexistent/)
})

test('an anchor that makes another image ends the bench', { skip }, async () => {
  const wrong: DeltaAnchor = {
    ...copying,
    apply: ({ basePath, directory: place }) => ['cp', basePath, madePathIn(place)],
  }

  await assert.rejects(measureAnchor(wrong, pair, limits), /copying makes another image/)
})
