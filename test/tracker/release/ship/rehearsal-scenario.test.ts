import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readScenario } from '#sim/scenario/read-scenario.ts'
import { exchangeScenario, rolloutScenario } from '#tracker/release/ship/rehearsal-scenario.ts'

const fleet = new Map([
  ['1.0.0', 1],
  ['1.1.0', 1],
  ['1.2.0', 1],
  ['3.0.0', 50],
])

test('a rehearsal is a scenario that the simulator reads, of those versions that devices come from', () => {
  const written = exchangeScenario({ product: 'hub', version: '2.0.0', fleet })

  const scenario = readScenario(JSON.stringify(written), 'rehearsal.yaml')

  assert.equal(scenario.release.version, '2.0.0')
  assert.deepEqual(Object.keys(Object(written).fleet.sites[0].versions), ['1.0.0', '1.1.0', '1.2.0'])
})

test('the shares of versions come to all devices, whatever rounding leaves over', () => {
  const written = exchangeScenario({ product: 'hub', version: '2.0.0', fleet })

  assert.deepEqual(Object(written).fleet.sites[0].versions, { '1.0.0': '34 %', '1.1.0': '33 %', '1.2.0': '33 %' })
})

test('a first release is rehearsed with devices that take all of it', () => {
  const written = exchangeScenario({ product: 'hub', version: '1.0.0', fleet: new Map() })

  assert.doesNotThrow(() => readScenario(JSON.stringify(written), 'rehearsal.yaml'))
})

test('a template is rehearsed as the plan that the simulator knows by that name', () => {
  const written = rolloutScenario({ product: 'hub', version: '2.0.0', fleet }, 'guide')

  assert.doesNotThrow(() => readScenario(JSON.stringify(written), 'rehearsal.yaml'))
})
