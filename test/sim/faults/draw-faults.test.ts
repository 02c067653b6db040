import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawFaults } from '#sim/faults/draw-faults.ts'
import type { Fault } from '#sim/faults/fault.ts'
import { planSites } from '#sim/run/build-fleet.ts'
import { read } from '#test/sim/scenario/read.ts'

/** Faults of ten shops of ten devices and a depot of twenty, drawn by the rules of a scenario file. */
function draw(rules: readonly string[], seed = 1): readonly Fault[] {
  const scenario = read(`title: Shops and a depot.
fleet:
  sites:
    - {name: shop, sites: 10, devices: 10}
    - {name: depot, devices: 20}
release: {image: 64 MiB}
faults: [${rules.join(', ')}]
`)
  return drawFaults(scenario, planSites(scenario, seed), seed)
}

function devicesOf(faults: readonly Fault[]): readonly number[] {
  return faults.flatMap((fault) => ('device' in fault ? fault.device : []))
}

test('a seed draws the same faults each time, and another seed others', () => {
  const rules = ['{kind: crash, count: 5}']

  assert.deepEqual(draw(rules), draw(rules))
  assert.notDeepEqual(draw(rules), draw(rules, 2))
})

test('a rule draws what it draws alone, whatever follows it', () => {
  const crash = '{kind: crash, count: 5}'

  const both = draw([crash, '{kind: slow, count: 20}'])

  assert.deepEqual(
    both.filter(({ kind }) => kind === 'crash'),
    draw([crash]),
  )
})

test('faults come in the order of their times', () => {
  const times = draw(['{kind: crash, count: 20}', '{kind: slow, count: 20}']).map(({ at }) => at)

  assert.deepEqual(
    times,
    times.toSorted((left, right) => left - right),
  )
})

test('a share is one of the devices, each at most once', () => {
  const devices = devicesOf(draw(['{kind: corrupt, share: 25 %}']))

  assert.equal(devices.length, 30)
  assert.equal(new Set(devices).size, 30)
})

test('a share of what befalls sites is one of the sites', () => {
  const sites = draw(['{kind: wan-down, share: 100 %}']).map((fault) => ('site' in fault ? fault.site : -1))

  assert.deepEqual(
    sites.toSorted((left, right) => left - right),
    Array.from({ length: 11 }, (_, site) => site),
  )
})

test('a rule for one class befalls only its sites', () => {
  const devices = devicesOf(draw(['{kind: dies, share: 100 %, sites: depot}']))

  assert.deepEqual(
    devices.toSorted((left, right) => left - right),
    Array.from({ length: 20 }, (_, place) => 100 + place),
  )
})

test('a rule befalls no more devices than there are', () => {
  assert.equal(draw(['{kind: slow, count: 1000, sites: depot}']).length, 20)
})

test('a tracker goes down as often as the rule says, whatever sites there are', () => {
  const faults = draw(['{kind: tracker-down, count: 3, at: {from: 10 s, to: 20 s}, lasts: 5 s}'])

  assert.equal(faults.length, 3)
  assert.ok(faults.every(({ at, seconds }) => at >= 10 && at <= 20 && seconds === 5))
})

test('times are drawn from the span of the rule, in whole milliseconds', () => {
  const faults = draw(['{kind: crash, count: 40, at: {from: 10 s, to: 20 s}, lasts: {from: 1 s, to: 3 s}}'])

  for (const { at, seconds } of faults) {
    assert.ok(at >= 10 && at <= 20 && seconds >= 1 && seconds <= 3)
    assert.deepEqual([Math.round(at * 1000) / 1000, Math.round(seconds * 1000) / 1000], [at, seconds])
  }
})

test('what does not end lasts no time', () => {
  const faults = draw(['{kind: dies, count: 3}', '{kind: bit-rot, count: 3}'])

  assert.ok(faults.every(({ seconds }) => seconds === 0))
})
