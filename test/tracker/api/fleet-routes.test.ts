import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReportEvent } from '#core/report/report.ts'
import { ControlRig } from '#test/tracker/api/control-rig.ts'
import { reporter } from '#test/tracker/fleet/reporters.ts'

const alive: ReportEvent = { type: 'alive', gauges: { throughput: 7 }, traffic: { wanBytes: 100, lanBytes: 900 } }
const crashed: ReportEvent = { type: 'crashed', version: '1.0.0', rollout: '', reason: 'exit code 1' }

test('a report that comes twice counts once, and says so', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  const report = rig.sealed(1, alive)

  const first = await rig.ask('/v1/reports', { body: { reports: [report] }, token: '' })
  const again = await rig.ask('/v1/reports', { body: { reports: [report, 'AAAA'] }, token: '' })

  const types = [first, again].flatMap(({ body }) => body.results.map(({ type }: { type: string }) => type))
  assert.deepEqual(types, ['accepted', 'known', 'refused'])
  assert.deepEqual(first.body.head, await rig.repository.head())
})

test('devices are listed, filtered, counted and shown', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  await rig.report(1, alive, { ring: 'beta' })
  await rig.report(2, alive)
  await rig.report(2, crashed)

  const all = await rig.ask('/v1/fleet/devices')
  const beta = await rig.ask('/v1/fleet/devices?tag=ring=beta')
  const counts = await rig.ask('/v1/fleet/counts?product=hub')
  const versions = await rig.ask('/v1/fleet/versions')
  const sites = await rig.ask('/v1/sites')
  const device = await rig.ask(`/v1/fleet/devices/${reporter(2).peer}`)

  assert.equal(all.body.items.length, 2)
  assert.deepEqual(
    beta.body.items.map(({ id }: { id: string }) => id),
    [reporter(1).peer],
  )
  assert.deepEqual([counts.body.devices, counts.body.byGroup], [2, { 'ring=beta': 1 }])
  assert.deepEqual(versions.body, { versions: { '1.0.0': 2 } })
  assert.deepEqual([sites.body.items[0].devices, sites.body.items[0].lanBytes], [2, 1800])
  assert.deepEqual([device.body.events[0].type, device.body.events[0].reason], ['crashed', 'exit code 1'])
})

test('a device that nobody knows is not found', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')

  const { status, body } = await rig.ask('/v1/fleet/devices/12D3KooNobody')

  assert.equal(status, 404)
  assert.match(body.detail, /has ever reported/)
})

test('the cursor of one list is refused by another', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  for (const device of [1, 2, 3]) await rig.report(device, alive, { ring: 'beta' })
  const { body } = await rig.ask('/v1/fleet/devices?limit=1')

  const other = await rig.ask(`/v1/fleet/devices?limit=1&tag=ring=beta&cursor=${body.next}`)

  assert.equal(other.status, 400)
})
