import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserError } from '#core/errors.ts'
import { readScenario, scenarioBytesMax } from '#sim/scenario/read-scenario.ts'
import { complaintsAbout, read, smallest } from './read.ts'

test('a file of six lines is a scenario', () => {
  const { name, policy, sites, release, endSeconds } = read(smallest)

  assert.deepEqual([name, policy, endSeconds], ['x', 'mycel', 86_400])
  assert.deepEqual([sites.length, sites[0]?.devices, sites[0]?.wanDownMbit], [1, 20, 20])
  assert.deepEqual([release.imageBytes, release.chunkBytes, release.payloadBytes.full], [2 ** 26, 2 ** 20, 2 ** 26])
})

test('a class says what it differs in from the defaults of its fleet', () => {
  const { sites } = read(`title: Two classes.
fleet:
  defaults: {wanDown: 5 Mbit, lan: {from: 54 Mbit, to: 1 Gbit}}
  sites:
    - {name: near, wanLatency: 1.5 ms}
    - {name: far, wanDown: 500 kbit, wanLoss: 2 %}
release: {image: 1 GB}
`)

  const facts = sites.map(({ name, wanDownMbit, wanLatencyMs, wanLoss, lanMbit }) => ({
    name,
    wanDownMbit,
    wanLatencyMs,
    wanLoss,
    lanMbit,
  }))
  const lanMbit = { from: 54, to: 1000 }
  assert.deepEqual(facts, [
    { name: 'near', wanDownMbit: 5, wanLatencyMs: 1.5, wanLoss: 0, lanMbit },
    { name: 'far', wanDownMbit: 0.5, wanLatencyMs: 20, wanLoss: 0.02, lanMbit },
  ])
})

test('payloads are written as shares of the image or as sizes', () => {
  const { release } = read(`title: Deltas.
fleet: {sites: [{}]}
release: {image: 100 MiB, full: 0.5, delta: {1.1.0: 12 %, 1.0.0: 20 MiB}}
`)

  assert.equal(release.payloadBytes.full, 50 * 2 ** 20)
  assert.deepEqual(release.payloadBytes.from, { '1.1.0': 12 * 2 ** 20, '1.0.0': 20 * 2 ** 20 })
})

test('devices run the first version that the release has a delta from, unless their class says otherwise', () => {
  const { sites } = read(`title: Versions.
fleet: {sites: [{}, {versions: {1.0.0: 30 %, 0.9.0: 0.7}}]}
release: {image: 1 MiB, delta: {1.4.0: 12 %, 1.0.0: 20 %}}
`)

  assert.deepEqual(sites[0]?.versions, [{ version: '1.4.0', share: 1 }])
  assert.deepEqual(sites[1]?.versions, [
    { version: '1.0.0', share: 0.3 },
    { version: '0.9.0', share: 0.7 },
  ])
})

test('a fault rule without more happens once within the first minute', () => {
  const { faults } = read(`${smallest}faults: [{kind: power-cut}]\n`)

  assert.deepEqual(faults, [
    { kind: 'power-cut', count: 1, share: undefined, between: [0, 60], seconds: 30, sites: undefined },
  ])
})

test('a fault whose end is not written lasts as long as the run', () => {
  const { faults } = read(`${smallest}endsAfter: 2 h\nfaults: [{kind: corrupt, share: 5 %, at: 1 min}]\n`)

  assert.deepEqual(faults, [
    { kind: 'corrupt', count: undefined, share: 0.05, between: [60, 60], seconds: 7200, sites: undefined },
  ])
})

test('an expectation has a bound above, one below, or both', () => {
  const { expect } = read(
    `${smallest}expect: {confirmedShare: {atLeast: 99 %}, wanCopies: {atLeast: 1, atMost: 1.1}}\n`,
  )

  assert.deepEqual(expect, [
    { measure: 'wanCopies', is: 'at-most', value: 1.1 },
    { measure: 'wanCopies', is: 'at-least', value: 1 },
    { measure: 'confirmedShare', is: 'at-least', value: 0.99 },
  ])
})

test('a release that was built takes the place of the one in the file, which may lack', () => {
  const { release } = read(smallest)
  const built = { ...release, version: '3.0.0' }

  const without = smallest.replace(/release:.*/s, '')

  assert.equal(read(without, { release: built }).release, built)
  assert.equal(read(smallest, { release: built }).release, built)
  assert.deepEqual(complaintsAbout(without), [
    'x.yaml:1:1: release: is missing: write release: {image: 64 MiB}, or give a built one by --release',
  ])
})

test('a value out of bounds is refused where its key stands', () => {
  const complaints = complaintsAbout(smallest.replace('devices: 20', 'devices: 20\n      wanDown: -3 Mbit'))

  assert.deepEqual(complaints, ['x.yaml:5:7: fleet.sites[0].wanDown: must be above 0 Mbit, is -3 Mbit'])
})

test('every problem is told at once, in the order of the file', () => {
  const complaints = complaintsAbout(`titel: A fleet.
fleet:
  sites: [{lan: 20, wanDwn: 3 Mbit, reach: isolate, devices: {from: 9, to: 3}}]
release: {image: 64 Mb}
expect: {wanCopy: {atMost: 1}}
`)

  assert.deepEqual(
    complaints.map((line) => line.replace(/ allowed here:.*/, '')),
    [
      'x.yaml:1:1: title: is missing: write one sentence of at most 200 characters',
      'x.yaml:1:1: titel: there is no such key: did you mean title?',
      'x.yaml:3:12: fleet.sites[0].lan: must be a rate in bit, kbit, Mbit or Gbit such as 20 Mbit, or {from: …, to: …}, is 20',
      'x.yaml:3:21: fleet.sites[0].wanDwn: there is no such key: did you mean wanDown?',
      'x.yaml:3:37: fleet.sites[0].reach: must be one of all, no-multicast, isolated, is "isolate": did you mean isolated?',
      'x.yaml:3:53: fleet.sites[0].devices: must be from a lower to a higher value, is {"from":9,"to":3}',
      'x.yaml:4:11: release.image: must be a size in B, kB, MB, GB, KiB, MiB or GiB such as 64 MiB, is 64 Mb',
      'x.yaml:5:10: expect.wanCopy: there is no such key: did you mean wanCopies?',
    ],
  )
})

test('a message tells the first twenty of many problems', () => {
  const keys = Array.from({ length: 10_000 }, (_, index) => `odd${index}: 1\n`).join('')

  const complaints = complaintsAbout(smallest + keys)

  assert.equal(complaints.length, 21)
  assert.equal(complaints.at(-1), 'and 9980 more')
})

test('a rollout is its plan, and every other key of it has a default', () => {
  const { rollout, sites } = read(`${smallest}rollout: {template: guide}\n`)

  assert.deepEqual(rollout, {
    template: 'guide',
    date: '2026-03-02',
    checkInSeconds: 3600,
    publishSeconds: 5,
    reportLoss: 0.01,
    trialSeconds: { from: 20, to: 60 },
  })
  assert.deepEqual(sites[0]?.upkeep, { tags: {}, zone: 'UTC', window: undefined, restartingMax: undefined })
})

for (const { what, rest, complaint } of [
  {
    what: 'a fault of bytes',
    rest: 'faults: [{kind: corrupt}]',
    complaint: /faults\[0\]\.kind: is not modelled in a rollout/,
  },
  { what: 'another policy', rest: 'policy: lan-first', complaint: /policy: is no matter of a rollout/ },
  {
    what: 'a time for an unstable release',
    rest: 'faults: [{kind: unstable, at: 5 s}]',
    complaint: /faults\[0\]\.at: /,
  },
]) {
  test(`a scenario with a rollout refuses ${what}`, () => {
    const complaints = complaintsAbout(`${smallest}rollout: {template: guide}\n${rest}\n`)

    assert.equal(complaints.length, 1)
    assert.match(complaints[0] ?? '', complaint)
  })
}

test('a day that there is not and a zone that there is not are told', () => {
  const text = smallest.replace('devices: 20', '{devices: 20, zone: Nowhere/At_All}')

  const complaints = complaintsAbout(`${text}rollout: {template: guide, date: 2026-02-30}\n`)

  assert.match(complaints.join('\n'), /there is no day 2026-02-30/)
  assert.match(complaints.join('\n'), /there is no time zone Nowhere\/At_All/)
})

test('without a rollout nothing that only a rollout looks at is allowed', () => {
  const text = smallest.replace('devices: 20', '{devices: 20, window: 22:00-05:00}')

  const complaints = complaintsAbout(`${text}faults: [{kind: unstable}]\n`)

  assert.match(complaints.join('\n'), /window: is looked at by a rollout only/)
  assert.match(complaints.join('\n'), /faults\[0\]\.kind: is of a rollout/)
})

test('a file over 256 KiB is refused before it is parsed', () => {
  const text = smallest + '#'.repeat(scenarioBytesMax)

  assert.throws(() => readScenario(text, 'x.yaml'), UserError)
})
