import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { UserError } from '#core/errors.ts'
import type { ReportEvent } from '#core/report/report.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { fleetAuthority, reporter } from '#test/tracker/fleet/reporters.ts'
import { eventsKept } from '#tracker/engine/fleet/device-record.ts'
import { Fleet } from '#tracker/fleet/fleet.ts'

const from = { host: '198.51.100.7', at: 1_000_000 }
const authorities = () => [fleetAuthority.publicKey]
const began: ReportEvent = { type: 'began', version: '1.1.0', rollout: 'r1', from: '1.0.0' }
const [hub, lamp] = [reporter(1, ['ring=beta']), reporter(2)]

async function openFleet(t: TestContext, directory?: string): Promise<Fleet> {
  const fleet = await Fleet.open(directory ?? (await temporaryDirectory(t)), authorities)
  t.after(() => fleet.close())
  return fleet
}

test('a report is accepted once, and known from then on', async (t) => {
  const fleet = await openFleet(t)
  const report = hub.report({ sequence: 7 })

  const first = await fleet.take([report, report], from)
  const again = await fleet.take([report], from)

  assert.deepEqual(
    [...first, ...again].map(({ type }) => type),
    ['accepted', 'known', 'known'],
  )
  assert.equal(fleet.counts().devices, 1)
})

test('a report of another fleet, or signed by another device, is refused', async (t) => {
  const fleet = await openFleet(t)
  const report = hub.report({})
  const stranger = await Fleet.open(await temporaryDirectory(t), () => [])
  t.after(() => stranger.close())

  const forged = await fleet.take([{ ...report, signature: lamp.report({}).signature }], from)
  const strange = await stranger.take([report], from)

  assert.match(JSON.stringify(forged), /refused.*not signed by/)
  assert.match(JSON.stringify(strange), /refused.*authorities/)
  assert.equal(fleet.counts().devices + stranger.counts().devices, 0)
})

test('the story of a device has its last events, the newest first', async (t) => {
  const fleet = await openFleet(t)
  const reports = Array.from({ length: eventsKept + 3 }, (_, index) =>
    hub.report({ sequence: index + 1, event: { type: 'crashed', version: '1.1.0', rollout: '', reason: `${index}` } }),
  )
  for (const report of reports) await fleet.take([report], from)

  const story = await fleet.device(hub.peer)

  const sequences = story?.events.map(({ sequence }) => sequence)
  assert.deepEqual(
    sequences,
    Array.from({ length: eventsKept }, (_, index) => eventsKept + 3 - index),
  )
  assert.equal(await fleet.device('nobody'), undefined)
})

test('counts, devices and outcomes are there again after a restart', async (t) => {
  const directory = await temporaryDirectory(t)
  const before = await Fleet.open(directory, authorities)
  await before.take([hub.report({ event: began }), lamp.report({ running: '1.1.0' })], from)
  const told = [before.counts(), await before.list({ limit: 10 }), await before.outcomes(0)]
  await before.close()

  const fleet = await openFleet(t, directory)

  assert.deepEqual([fleet.counts(), await fleet.list({ limit: 10 }), await fleet.outcomes(0)], told)
  assert.deepEqual(fleet.counts().byVersion, { '1.0.0': 1, '1.1.0': 1 })
})

test('what rollouts have to count is told, kept until it is forgotten, and never numbered anew', async (t) => {
  const directory = await temporaryDirectory(t)
  const before = await Fleet.open(directory, authorities)
  let calls = 0
  before.subscribe(() => {
    calls += 1
  })
  await before.take([hub.report({ event: began }), lamp.report({ event: began })], from)
  const queued = await before.outcomes(0)
  await before.forgetOutcomes(2)
  await before.close()
  const fleet = await openFleet(t, directory)

  await fleet.take([reporter(3).report({ event: began })], from)

  assert.equal(calls, 1)
  assert.deepEqual(
    queued.map(({ number, outcome }) => [number, outcome.peer, outcome.outcome, outcome.tags['ring']]),
    [
      [1, hub.peer, 'began', 'beta'],
      [2, lamp.peer, 'began', 'beta'],
    ],
  )
  assert.deepEqual(
    (await fleet.outcomes(0)).map(({ number }) => number),
    [3],
  )
})

test('reports that come at once share the syncs of the disk, and each is taken once', async (t) => {
  const fleet = await openFleet(t)
  const devices = Array.from({ length: 40 }, (_, index) => reporter(index))
  const reports = devices.flatMap((device) => [1, 2, 2].map((sequence) => device.report({ sequence, event: began })))

  const verdicts = (await Promise.all(reports.map((report) => fleet.take([report], from)))).flat()

  assert.equal(verdicts.filter(({ type }) => type === 'accepted').length, 80)
  assert.equal((await fleet.outcomes(0)).length, 40)
})

test('a fleet that another tracker has open is refused in words', async (t) => {
  const directory = await temporaryDirectory(t)
  await openFleet(t, directory)

  await assert.rejects(
    Fleet.open(directory, authorities),
    (error) => error instanceof UserError && /another mycel tracker is using/.test(error.message),
  )
})
