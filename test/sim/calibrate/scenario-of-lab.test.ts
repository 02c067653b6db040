import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserError } from '#core/errors.ts'
import { modelOfLab } from '#sim/calibrate/scenario-of-lab.ts'
import { planSites } from '#sim/run/build-fleet.ts'
import { parseFault } from '#test/lab/lab-fault.ts'
import { storedLab } from './stored-labs.ts'

test('the model has the sites, devices, rates and bytes of the lab', () => {
  const { scenario } = modelOfLab(storedLab('2x4'))

  const plans = planSites(scenario, 1)
  assert.deepEqual(
    plans.map(({ count, class: { wanDownMbit, lanMbit } }) => ({ count, wanDownMbit, lanMbit })),
    [
      { count: 4, wanDownMbit: 5, lanMbit: 50 },
      { count: 4, wanDownMbit: 5, lanMbit: 50 },
    ],
  )
  assert.equal(scenario.release.chunkBytes, 65_536)
  assert.equal(scenario.release.payloadBytes.full + scenario.release.documentBytes, storedLab('2x4').payloadBytes)
})

test('devices that the lab killed die in the model at the same moments', () => {
  const { faults } = modelOfLab(storedLab('kill'))

  assert.deepEqual(
    faults.map((fault) => 'device' in fault && { device: fault.device, at: Math.round(fault.at) }),
    [
      { device: 6, at: 16 },
      { device: 7, at: 9 },
    ],
  )
})

test('a WAN that the lab cut is down in the model for as long', () => {
  const { faults } = modelOfLab(storedLab('cut'))

  assert.deepEqual(faults, [{ kind: 'wan-down', at: 10, seconds: 20, site: 0 }])
})

test('isolated devices do not reach each other', () => {
  assert.equal(modelOfLab(storedLab('isolate')).scenario.sites[0]?.reach, 'isolated')
})

test('a fault of the lab that the model has nothing for is refused', () => {
  for (const fault of ['slow:1@1', 'late:1', 'corrupt:3', 'lie:3', 'mixed', 'two-products']) {
    assert.ok(parseFault(fault) !== undefined, fault)
    assert.throws(() => modelOfLab({ ...storedLab('8'), faults: [fault] }), UserError, fault)
  }
})
