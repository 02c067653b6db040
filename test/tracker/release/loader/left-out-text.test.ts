import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leftOutPatchesText } from '#tracker/release/loader/left-out-text.ts'

test('a patch that is not published is named with its component, its base and why', () => {
  const text = leftOutPatchesText({
    leftOutPatches: [{ component: 'rootfs', baseVersion: '1.0.0', problem: 'it is too long' }],
  })

  assert.match(text, /^\nNot published as bsdiff40; .*:\n {2}rootfs from 1\.0\.0: it is too long\n$/)
})

test('a release with all its patches says nothing of them', () => {
  assert.equal(leftOutPatchesText({ leftOutPatches: [] }), '')
})
