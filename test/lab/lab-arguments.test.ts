import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LabUsage, parseLabArguments, parseSize } from './lab-arguments.ts'

test('without options the lab is one site of twenty behind 20 Mbit/s', () => {
  const { shape, input, chunkBytes, faults } = parseLabArguments([])

  assert.deepEqual(shape, { sites: 1, devicesPerSite: 20, wanMbit: 20, lanMbit: 200 })
  assert.deepEqual(input, { type: 'payload', bytes: 64 * 2 ** 20 })
  assert.equal(chunkBytes, undefined)
  assert.deepEqual(faults, [])
})

test('two images take the place of the payload', () => {
  const { input } = parseLabArguments(['--image', 'old.img', '--image', 'new.img'])

  assert.deepEqual(input, { type: 'images', old: 'old.img', new: 'new.img' })
})

test('several faults come in the order in which they are given', () => {
  const { faults, faultTexts } = parseLabArguments(['--fault', 'corrupt:3', '--fault', 'lie:2'])

  assert.deepEqual(faults, [
    { type: 'corrupt', devices: 3 },
    { type: 'lie', devices: 2 },
  ])
  assert.deepEqual(faultTexts, ['corrupt:3', 'lie:2'])
})

test('sizes are read with their units', () => {
  assert.equal(parseSize('512KiB'), 512 * 1024)
  assert.equal(parseSize('1000'), 1000)
})

test('a chunk has one of the sizes that the format allows', () => {
  const { chunkBytes } = parseLabArguments(['--chunk', '64KiB'])

  assert.equal(chunkBytes, 64 * 1024)
})

for (const words of [
  ['--devices', '0'],
  ['--wan', 'fast'],
  ['--payload', '64MB'],
  ['--chunk', '128KiB'],
  ['--fault', 'slow:1'],
  ['--fault', 'mixed', '--fault', 'two-products'],
  ['--fault', 'mixed', '--image', 'old.img', '--image', 'new.img'],
  ['--image', 'one'],
  ['--what'],
]) {
  test(`'${words.join(' ')}' is refused with what to write`, () => {
    assert.throws(() => parseLabArguments(words), LabUsage)
  })
}
