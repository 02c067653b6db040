import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserError } from '#core/errors.ts'
import { scaleDevices } from '#sim/scenario/scale-devices.ts'
import { totalsOf } from '#sim/scenario/totals.ts'
import { read } from './read.ts'

const fleet = read(`title: Shops and one depot.
fleet: {sites: [{name: shop, sites: 90, devices: {from: 5, to: 15}}, {name: depot, devices: 100}]}
release: {image: 1 MiB}
`)

test('scaling keeps the size of sites and changes their number', () => {
  const { sites } = scaleDevices(fleet, 10_000)

  assert.deepEqual(
    sites.map(({ sites: count, devices }) => [count, devices]),
    [
      [900, { from: 5, to: 15 }],
      [10, 100],
    ],
  )
  assert.equal(totalsOf(sites).devices, 10_000)
})

test('every class keeps one site', () => {
  const { sites } = scaleDevices(fleet, 1)

  assert.deepEqual(
    sites.map(({ sites: count }) => count),
    [1, 1],
  )
})

test('more devices than are simulated are refused', () => {
  assert.throws(() => scaleDevices(fleet, 100_001), UserError)
})
