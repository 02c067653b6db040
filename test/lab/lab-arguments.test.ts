import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LabUsage, parseFault, parseLabArguments, parseSize } from './lab-arguments.ts'

test('without options the lab is one site of twenty behind 20 Mbit/s', () => {
  const { shape, input, faults } = parseLabArguments([])

  assert.deepEqual(shape, { sites: 1, devicesPerSite: 20, wanMbit: 20, lanMbit: 200 })
  assert.deepEqual(input, { type: 'payload', bytes: 64 * 2 ** 20 })
  assert.deepEqual(faults, [])
})

test('two images take the place of the payload', () => {
  const { input } = parseLabArguments(['--image', 'old.img', '--image', 'new.img'])

  assert.deepEqual(input, { type: 'images', old: 'old.img', new: 'new.img' })
})

test('sizes are read with their units', () => {
  assert.equal(parseSize('512KiB'), 512 * 1024)
  assert.equal(parseSize('1000'), 1000)
})

test('faults are read with how many, how much and when', () => {
  assert.deepEqual(parseFault('kill:5'), { type: 'kill', devices: 5 })
  assert.deepEqual(parseFault('slow:1@5'), { type: 'slow', devices: 1, mbit: 5 })
  assert.deepEqual(parseFault('cut-wan@10'), { type: 'cut-wan', atSec: 10, forSec: 20 })
  assert.deepEqual(parseFault('cut-wan@10+5'), { type: 'cut-wan', atSec: 10, forSec: 5 })
  assert.deepEqual(parseFault('isolate'), { type: 'isolate' })
})

for (const words of [
  ['--devices', '0'],
  ['--wan', 'fast'],
  ['--payload', '64MB'],
  ['--fault', 'slow:1'],
  ['--image', 'one'],
  ['--what'],
]) {
  test(`'${words.join(' ')}' is refused with what to write`, () => {
    assert.throws(() => parseLabArguments(words), LabUsage)
  })
}
