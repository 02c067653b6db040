import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PeerName } from '#core/exchange/contract.ts'
import type { DeviceRecord } from '#tracker/engine/fleet/device-record.ts'
import { FleetTally, groupsMax } from '#tracker/engine/fleet/fleet-tally.ts'
import { nothingTaken } from '#tracker/engine/fleet/sequence-window.ts'

function device(parts: Partial<DeviceRecord>): DeviceRecord {
  return {
    format: 1,
    peer: 'd' as PeerName,
    product: 'hub',
    tags: {},
    running: '1.0.0',
    site: '192.0.2.1',
    firstSeenAt: 0,
    lastSeenAt: 0,
    window: nothingTaken,
    events: 0,
    gauges: {},
    wanBytes: 0,
    lanBytes: 0,
    rollouts: [],
    ...parts,
  }
}

test('devices are counted by version and group, of one product and of all', () => {
  const tally = new FleetTally()
  tally.replace(undefined, device({ tags: { ring: 'beta' } }))
  tally.replace(undefined, device({ running: '1.1.0' }))
  tally.replace(undefined, device({ product: 'lamp' }))

  assert.deepEqual(tally.counts('hub'), {
    devices: 2,
    byVersion: { '1.0.0': 1, '1.1.0': 1 },
    byGroup: { 'ring=beta': 1 },
    sites: 1,
  })
  assert.deepEqual(tally.counts(undefined).byVersion, { '1.0.0': 2, '1.1.0': 1 })
})

test('a fleet that changed device by device counts as one that was counted at once', () => {
  const anyDevice = fc.record({
    product: fc.constantFrom('hub', 'lamp'),
    running: fc.constantFrom('1.0.0', '1.1.0'),
    site: fc.constantFrom('a', 'b', 'c'),
    tags: fc.dictionary(fc.constantFrom('ring', 'zone'), fc.constantFrom('x', 'y')),
    gauges: fc.dictionary(fc.constantFrom('load', 'temperature'), fc.integer({ min: -100, max: 100 })),
    lastSeenAt: fc.integer({ min: 0, max: 10_000_000 }),
    wanBytes: fc.nat(1000),
    lanBytes: fc.nat(1000),
  })
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), anyDevice), { maxLength: 40 }), (changes) => {
      const known = new Map<number, DeviceRecord>()
      const changed = new FleetTally()
      for (const [index, parts] of changes) {
        const after = device(parts)
        changed.replace(known.get(index), after)
        known.set(index, after)
      }
      const counted = new FleetTally()
      for (const record of known.values()) counted.replace(undefined, record)

      assert.deepEqual(numbersOf(changed), numbersOf(counted))
    }),
  )
})

function numbersOf(tally: FleetTally): unknown {
  const gauges = tally.gauges('hub', '1.1.0').toSorted((left, right) => (left.name < right.name ? -1 : 1))
  return [tally.counts(undefined), tally.counts('hub'), tally.sites(undefined, 10), tally.seenSince(3_600_000), gauges]
}

test('the means of a gauge are told apart by who runs the version', () => {
  const tally = new FleetTally()
  tally.replace(undefined, device({ running: '1.1.0', gauges: { load: 2 } }))
  tally.replace(undefined, device({ running: '1.0.0', gauges: { load: 4 } }))
  tally.replace(undefined, device({ running: '0.9.0', gauges: { load: 8 } }))
  tally.replace(undefined, device({ running: '0.9.0' }))

  const readings = tally.gauges('hub', '1.1.0')

  assert.deepEqual(readings, [{ name: 'load', updated: { mean: 2, devices: 1 }, others: { mean: 6, devices: 2 } }])
})

test('sites come in order, a page at a time', () => {
  const tally = new FleetTally()
  for (const site of ['c', 'a', 'b', 'a']) tally.replace(undefined, device({ site, lanBytes: 5 }))

  const first = tally.sites(undefined, 2)

  assert.deepEqual(first[0], { site: 'a', devices: 2, wanBytes: 0, lanBytes: 10 })
  assert.deepEqual(
    tally.sites(first.at(-1)?.site, 2).map(({ site }) => site),
    ['c'],
  )
})

test('tags with a value for every device do not fill the memory', () => {
  const tally = new FleetTally()

  for (let index = 0; index < groupsMax + 10; index += 1) {
    tally.replace(undefined, device({ tags: { serial: String(index) } }))
  }

  assert.equal(Object.keys(tally.counts('hub').byGroup).length, groupsMax)
})
