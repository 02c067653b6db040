import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareVersions } from '#core/format/name.ts'
import { faultKinds } from '#sim/faults/fault.ts'
import { Random } from '#sim/random.ts'
import { randomScenario } from '#sim/scenario/random-scenario.ts'
import type { Scenario } from '#sim/scenario/scenario.ts'
import { devicesAtMost, totalsOf } from '#sim/scenario/totals.ts'

const scenarios: readonly Scenario[] = Array.from({ length: 500 }, (_, seed) => randomScenario(new Random(seed)))

/** Holds each scenario to a rule. */
function every(rule: (scenario: Scenario) => boolean): void {
  assert.deepEqual(
    scenarios.flatMap((scenario, seed) => (rule(scenario) ? [] : [seed])),
    [],
    'seeds that break the rule',
  )
}

test('one seed gives one scenario', () => {
  assert.deepEqual(randomScenario(new Random(7)), randomScenario(new Random(7)))
  assert.notDeepEqual(randomScenario(new Random(7)), randomScenario(new Random(8)))
})

test('a drawn fleet has at most 40 devices at 5 sites, and an image of at most 64 chunks', () => {
  every(({ sites, release }) => {
    const chunks = Math.ceil(release.imageBytes / release.chunkBytes)
    return devicesAtMost(sites) <= 40 && totalsOf(sites).sites <= 5 && chunks >= 4 && chunks <= 64
  })
})

test('every device runs an older version', () => {
  every(({ sites, release }) =>
    sites.every(({ versions }) => {
      const shares = versions.reduce((sum, { share }) => sum + share, 0)
      const isOlder = versions.every(({ version }) => compareVersions(version, release.version) < 0)
      return isOlder && Math.abs(shares - 1) < 1e-9
    }),
  )
})

test('a site without a WAN has a neighbour with the release, and no faults', () => {
  every(({ sites, faults }) =>
    sites
      .filter(({ hasWan }) => !hasWan)
      .every(({ name, devices, updatedShare, reach }) => {
        const updated = Math.round(Number(devices) * updatedShare)
        const isSpared = faults.every((fault) => fault.kind === 'tracker-down' || fault.sites !== name)
        return updated >= 1 && updated < Number(devices) && reach === 'all' && isSpared
      }),
  )
})

test('a budget is enough for the dearest way', () => {
  every(({ sites, release: { payloadBytes } }) => {
    const dearest = Math.max(payloadBytes.full, ...Object.values(payloadBytes.from))
    return sites.every(({ wanBudgetMiB }) => wanBudgetMiB === undefined || wanBudgetMiB * 2 ** 20 > 2 * dearest)
  })
})

test('every fault ends long before the run, but for enemies that stay', () => {
  every(({ faults, endSeconds }) =>
    faults.every(({ kind, between, seconds }) => {
      if ((kind === 'lying' || kind === 'corrupt') && seconds === endSeconds) return true
      const longest = typeof seconds === 'number' ? seconds : seconds.to
      return between[0] <= between[1] && between[1] + longest < endSeconds / 2
    }),
  )
})

test('some seed draws each kind of fault that devices outlive, and some seed draws none', () => {
  const drawn = new Set(scenarios.flatMap(({ faults }) => faults.map(({ kind }) => kind)))

  const expected = faultKinds.filter((kind) => kind !== 'tracker-forges' && kind !== 'unstable')
  assert.deepEqual([...drawn].sort(), expected.toSorted())
  assert.ok(scenarios.some(({ faults }) => faults.length === 0))
})
