import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReportEvent } from '#core/report/report.ts'
import { rolloutsOf } from '#core/rollout/rollout-target.ts'
import { ControlRig, orderOfAll } from '#test/tracker/api/control-rig.ts'
import { verifyAudit } from '#tracker/audit/verify-audit.ts'

const release = { version: '1.1.0', rollout: 'spring' } as const
const confirmed: ReportEvent = {
  ...release,
  type: 'confirmed',
  from: '1.0.0',
  downtimeMs: 3000,
  traffic: { wanBytes: 1000, lanBytes: 9000 },
}
const crashed: ReportEvent = { ...release, type: 'crashed', reason: 'the display stays dark' }

async function rigWithRollout(t: Parameters<typeof ControlRig.start>[0]): Promise<ControlRig> {
  const rig = await ControlRig.start(t, '1.0.0', '1.1.0')
  const created = await rig.ask('/v1/rollouts', { body: orderOfAll })
  assert.equal(created.status, 201, JSON.stringify(created.body))
  return rig
}

test('a rollout that is created is signed before it is answered', async (t) => {
  const rig = await rigWithRollout(t)

  const [published] = rolloutsOf(await rig.repository.published())

  assert.deepEqual([published?.id, published?.openPhases, published?.state], ['spring', 1, 'running'])
})

test('an action is signed, and what cannot be done is refused with the reason', async (t) => {
  const rig = await rigWithRollout(t)

  const paused = await rig.ask('/v1/rollouts/spring/actions', { body: { action: 'pause' } })
  const again = await rig.ask('/v1/rollouts/spring/actions', { body: { action: 'pause' } })

  assert.deepEqual([paused.status, paused.body.state], [200, 'paused'])
  assert.ok(!paused.body.actions.includes('pause'))
  assert.equal(again.status, 409)
  assert.match(again.body.detail, /paused already/)
  assert.equal(rolloutsOf(await rig.repository.published())[0]?.state, 'paused')
})

test('crashes of updated devices stop the rollout and send its devices back, and the log says so', async (t) => {
  const rig = await rigWithRollout(t)

  for (const device of [1, 2]) await rig.report(device, confirmed)
  for (const device of [1, 2]) await rig.report(device, crashed)
  const stopped = await rig.until('spring', ({ state, revision, publishedRevision }) => {
    return state === 'aborted' && revision === publishedRevision
  })

  assert.equal(stopped.takeBack, true)
  assert.equal(rolloutsOf(await rig.repository.published())[0]?.takeBack, true)
  const { body: audit } = await rig.ask('/v1/audit')
  assert.deepEqual([audit.items[0].actor, audit.items[0].action], ['tracker', 'rollout.stopped'])
})

test('a rollout shows its phases, KPIs, failures and story', async (t) => {
  const rig = await rigWithRollout(t)
  await rig.report(1, { ...release, type: 'began', from: '1.0.0' })
  await rig.report(1, confirmed)
  await rig.report(1, crashed)
  await rig.until('spring', ({ devices }) => devices.crashed === 1)

  const { body } = await rig.ask('/v1/rollouts/spring')

  assert.deepEqual([body.kpis.all.confirmed, body.kpis.all.adoption, body.kpis.all.peerShare], [1, 1, 0.9])
  assert.deepEqual(body.failures, [{ outcome: 'crashed', reason: 'the display stays dark', devices: 1 }])
  assert.deepEqual(
    body.timeline.map(({ number, kind }: { number: number; kind: string }) => `${number} ${kind}`),
    ['1 created', '2 opened', '3 waiting', '4 paused'],
  )
  assert.equal(body.plan.phases[0].soak, '1h')
})

test('a phase opens when its soak is over by the clock of the tracker, also across a restart', async (t) => {
  const rig = await rigWithRollout(t)

  await rig.end()
  rig.wall += 3_600_000
  await rig.begin()
  const opened = await rig.until('spring', ({ openPhases }) => openPhases === 2)

  assert.deepEqual([opened.publishedRevision, opened.phase], [2, 'all'])
})

test('a clock that was put back opens nothing, and ends nothing', async (t) => {
  const rig = await rigWithRollout(t)

  await rig.end()
  rig.wall -= 86_400_000
  await rig.begin()
  const { body } = await rig.ask('/v1/rollouts/spring')

  assert.deepEqual([body.state, body.openPhases, body.updatedAt], ['running', 1, '2026-08-01T00:00:00.000Z'])
})

test('what was reported while the tracker did not count is counted once when it does', async (t) => {
  const rig = await rigWithRollout(t)
  await rig.report(1, confirmed)
  await rig.until('spring', ({ devices }) => devices.confirmed === 1)

  await rig.end()
  await rig.takeDirectly(2, confirmed)
  await rig.begin()
  await rig.end()
  await rig.begin()

  const { body } = await rig.ask('/v1/rollouts/spring')
  assert.equal(body.devices.confirmed, 2)
})

test('a release that is not published, a taken name and a malformed plan are refused', async (t) => {
  const rig = await rigWithRollout(t)

  const unpublished = await rig.ask('/v1/rollouts', { body: { ...orderOfAll, id: 'x', version: '9.0.0' } })
  const taken = await rig.ask('/v1/rollouts', { body: orderOfAll })
  const both = await rig.ask('/v1/rollouts', { body: { ...orderOfAll, id: 'x', template: 'guide' } })
  const falling = await rig.ask('/v1/rollouts', {
    body: { ...orderOfAll, id: 'x', phases: orderOfAll.phases.toReversed() },
  })

  assert.deepEqual([unpublished.status, taken.status, both.status, falling.status], [409, 409, 400, 400])
  assert.match(unpublished.body.detail, /9\.0\.0 is not published/)
  assert.match(taken.body.detail, /there is a rollout spring already/)
  assert.match(falling.body.detail, /half is for no more devices than all/)
})

test('a plan of a template can be read, changed and given back', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0', '1.1.0')
  const wish = { product: 'hub', version: '1.1.0', template: 'guide' }

  const { body: planned } = await rig.ask('/v1/rollout-plans', { body: wish })
  const created = await rig.ask('/v1/rollouts', { body: { ...planned.plan, id: 'mine' } })

  assert.equal(created.status, 201, JSON.stringify(created.body))
  assert.deepEqual({ ...created.body.plan, id: planned.plan.id }, planned.plan)
  assert.equal(planned.plan.id, 'hub-1.1.0')
})

test('a phase for a tag that no device has is named', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0', '1.1.0')
  const [first] = orderOfAll.phases
  const phases = [{ ...first, select: { ring: ['beta'] } }]

  const { body } = await rig.ask('/v1/rollout-plans', { body: { ...orderOfAll, phases } })

  assert.match(body.warnings[0], /half is for devices with ring=beta, and no device/)
})

test('the audit log of all this is in order', async (t) => {
  const rig = await rigWithRollout(t)
  await rig.ask('/v1/rollouts/spring/actions', { body: { action: 'abort' } })
  await rig.token('read')
  await rig.end()

  const { entries, problem } = await verifyAudit(`${rig.stateDirectory}/audit`)

  assert.deepEqual([entries, problem], [4, undefined])
})
