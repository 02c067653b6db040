import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runScenario } from '#sim/run/run-scenario.ts'
import { measuresOf } from '#sim/scenario/measures.ts'
import { readScenario } from '#sim/scenario/read-scenario.ts'
import { type Policy, policies } from '#sim/scenario/scenario.ts'

/** A crowd of two sites of ten devices, with what a test says of the sites. */
function crowd(site = '') {
  const text = `title: Twenty devices at two sites.
endsAfter: 1 h
fleet:
  defaults: {devices: 10, wanDown: 4 Mbit, wanUp: 2 Mbit, arriveWithin: 2 s}
  sites: [{name: shop, sites: 2${site === '' ? '' : `, ${site}`}}]
release: {image: 4 MiB, chunk: 64 KiB}
`
  return readScenario(text, 'crowd.yaml')
}

/** The fewest and the most copies that cross the WAN of a site of ten, with 5 % and 0.1 for headers, documents and connections. */
const copiesOf: Readonly<Record<Policy, readonly [number, number]>> = {
  mycel: [1.05, 1.12],
  'origin-only': [10.5, 10.7],
  'site-cache': [1.05, 1.08],
  'random-peers': [4, 10.7],
  'lan-first': [2, 8],
  'one-leader': [1.05, 1.2],
}

for (const policy of policies) {
  const [fewest, most] = copiesOf[policy]

  test(`every device of a crowd finishes with ${policy}, and ${fewest} to ${most} copies cross the WAN`, () => {
    const scenario = crowd()

    const run = runScenario(scenario, { seed: 1, policy })

    const { wanCopies, confirmedShare } = measuresOf(scenario, [run])
    assert.equal(confirmedShare, 1)
    assert.ok(wanCopies !== undefined && wanCopies >= fewest && wanCopies <= most, `${wanCopies} copies`)
    assert.deepEqual(run.violations, [])
  })

  test(`equal seeds give equal runs with ${policy}`, () => {
    const scenario = crowd()

    const [once, again] = [1, 2].map(() => runScenario(scenario, { seed: 3, policy }))

    assert.equal(once?.traceDigest, again?.traceDigest)
  })
}

test('with random peers devices of other sites send a part, and the origin the rest', () => {
  const { sites, originBytes } = runScenario(crowd(), { seed: 1, policy: 'random-peers' })

  const down = sites.reduce((sum, { wanDownBytes }) => sum + wanDownBytes, 0)
  const up = sites.reduce((sum, { wanUpBytes }) => sum + wanUpBytes, 0)
  assert.ok(up > 0)
  assert.equal(originBytes, down - up)
})

test('a box that caches serves devices that start while the origin is away', () => {
  const scenario = crowd('arriveWithin: 60 s')
  const away = { kind: 'tracker-down', at: 30, seconds: 600 } as const

  const { sites } = runScenario(scenario, { seed: 1, policy: 'site-cache', faults: [away] })

  const last = sites.map(({ lastVerifiedAt }) => lastVerifiedAt ?? Number.POSITIVE_INFINITY)
  assert.ok(
    last.every((at) => at > 30 && at < 120),
    `${last} s`,
  )
})

test('a policy that takes nothing from neighbours breaks no rule where there is no WAN, and does not finish', () => {
  const scenario = crowd('hasWan: false, updated: 10 %')

  const run = runScenario(scenario, { seed: 1, policy: 'origin-only' })

  assert.deepEqual(run.violations, [])
  assert.equal(measuresOf(scenario, [run]).confirmedShare, 0)
})

test('bytes from a neighbour cross a shared radio twice', () => {
  const scenario = crowd('radio: 8 Mbit, wanDown: 100 Mbit')

  const { sites } = runScenario(scenario, { seed: 1 })

  const [site] = sites
  assert.ok(site !== undefined && site.lastVerifiedAt !== undefined)
  // One copy over the WAN and nine between neighbours, of 4 MiB at 1 MB/s.
  assert.ok(site.boundSeconds > (19 * 4 * 2 ** 20) / 1e6 - 1, `${site.boundSeconds} s`)
  assert.ok(site.lastVerifiedAt > site.boundSeconds)
})
