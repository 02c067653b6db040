import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Metadata, MetadataKind } from '@tufjs/models'
import fc from 'fast-check'
import { readTargetList } from '#core/metadata/target-list.ts'
import { makeTargets } from '#test/core/metadata/vendor.ts'

test('a target list reads and writes what @tufjs/models does', () => {
  const paths = fc.oneof(fc.string(), fc.constant('__proto__'), fc.constant('constructor'))
  fc.assert(
    fc.property(fc.dictionary(paths, fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.nat()))), (custom) => {
      const json = JSON.parse(Buffer.from(makeTargets({ custom })).toString())

      assert.deepEqual(readTargetList(json).toJSON(), Metadata.fromJSON(MetadataKind.Targets, json).toJSON())
    }),
  )
})

test('fields that this version does not know are kept, since they are signed', () => {
  const json = JSON.parse(Buffer.from(makeTargets({})).toString())
  json.signed.later = { a: 1 }

  assert.deepEqual(readTargetList(json).toJSON()['signed'], json.signed)
})
