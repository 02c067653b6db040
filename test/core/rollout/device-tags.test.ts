import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceTags } from '#core/rollout/device-tags.ts'

test('what the vendor signed counts more than what the configuration says', () => {
  const tags = deviceTags({ ring: 'engineering', room: 'attic' }, ['ring=beta', 'a tag of another form'])

  assert.deepEqual(tags, { ring: 'beta', room: 'attic' })
})

test('of more tags than a report has the signed ones are kept', () => {
  const written = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`tag-${index}`, 'x']))

  const tags = deviceTags(written, ['ring=beta'])

  assert.deepEqual([Object.keys(tags).length, tags['ring']], [32, 'beta'])
})
