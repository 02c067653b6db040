import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '#core/digest.ts'
import { FormatError } from '#core/errors.ts'
import { findDelta, findRelease, newestRelease, targetsOf } from '#core/metadata/target.ts'
import { trustRoot } from '#core/metadata/trusted-metadata.ts'
import { makeFiles, makeRootFile, trustFiles } from '#test/core/metadata/vendor.ts'

const image = sha256(Buffer.from('image'))
const baseImage = sha256(Buffer.from('base image'))
const release = (version: string) => ({ [`hub/${version}/release`]: { type: 'release', product: 'hub', version } })
const delta = {
  type: 'delta',
  product: 'hub',
  version: '1.10.0',
  component: 'app',
  baseVersion: '1.9.0',
  baseImage,
  image,
  payloadBytes: 31_000,
}

function targetsWith(custom: Readonly<Record<string, Record<string, string | number>>>) {
  return targetsOf(trustFiles(makeFiles({ custom })))
}

test('metadata without targets has none', () => {
  assert.deepEqual(targetsOf(trustRoot(makeRootFile())), [])
})

test('a delta says what it is made of and where it is', () => {
  const path = 'hub/1.10.0/app.from-1.9.0.delta'

  const [target] = targetsWith({ [path]: delta })

  assert.deepEqual(target, { ...delta, path, digest: sha256(Buffer.from(path)), bytes: path.length })
})

test('the newest release is the highest version, not the last text', () => {
  const targets = targetsWith({ ...release('1.10.0'), ...release('1.9.0'), ...release('1.10.0-rc.1') })

  assert.equal(newestRelease(targets, 'hub')?.version, '1.10.0')
  assert.equal(newestRelease(targets, 'lamp'), undefined)
})

test('a release is found by product and version', () => {
  const targets = targetsWith({ ...release('1.9.0'), ...release('1.10.0') })

  assert.equal(findRelease(targets, 'hub', '1.9.0')?.path, 'hub/1.9.0/release')
  assert.equal(findRelease(targets, 'hub', '2.0.0'), undefined)
})

test('of the deltas between two images the one with the fewest payload bytes is found', () => {
  const targets = targetsWith({
    'hub/1.10.0/a.delta': delta,
    'hub/1.10.0/b.delta': { ...delta, payloadBytes: 30_000 },
    'hub/1.10.0/c.delta': { ...delta, baseImage: image, payloadBytes: 1 },
  })

  assert.equal(findDelta(targets, { image, baseImage })?.path, 'hub/1.10.0/b.delta')
})

test('a BSDIFF40 patch says which image it makes of which, and how long both are', () => {
  const path = 'hub/1.10.0/app.from-1.9.0.bsdiff40'
  const { payloadBytes: _, ...pair } = delta
  const patch = { ...pair, type: 'bsdiff40', baseBytes: 4096, imageBytes: 16_777_216 }

  const [target] = targetsWith({ [path]: patch })

  assert.deepEqual(target, { ...patch, path, digest: sha256(Buffer.from(path)), bytes: path.length })
})

test('a release names the boot loader of its devices, and one that comes later is none', () => {
  const path = 'hub/1.10.0/release'
  const named = (loader: string) =>
    targetsWith({ [path]: { type: 'release', product: 'hub', version: '1.10.0', loader } })

  assert.equal(findRelease(named('bsdiff40'), 'hub', '1.10.0')?.loader, 'bsdiff40')
  assert.equal(findRelease(named('hdiff50'), 'hub', '1.10.0')?.loader, undefined)
})

test('targets of kinds that come later are left out', () => {
  assert.deepEqual(targetsWith({ 'hub/plan.json': { type: 'rollout' } }), [])
})

const malformed: Readonly<Record<string, Record<string, string | number>>> = {
  'hub/1.10.0/short.delta': { ...delta, image: 'ab' },
  'hub/1.10.0/negative.delta': { ...delta, payloadBytes: -1 },
  'hub/1.10.0/long.bsdiff40': { ...delta, type: 'bsdiff40', baseBytes: 1, imageBytes: 16_777_217 },
  'hub/1.10.0/without-lengths.bsdiff40': { ...delta, type: 'bsdiff40' },
  'lamp/1.10.0/strange.delta': delta,
  '../1.10.0/upwards.delta': { ...delta, product: '..' },
  'hub/1.10.0/../upwards.delta': delta,
}
for (const [path, custom] of Object.entries(malformed)) {
  test(`the malformed target ${path} is refused`, () => {
    assert.throws(() => targetsWith({ [path]: custom }), FormatError)
  })
}
