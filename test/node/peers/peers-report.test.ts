import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, nameOf } from '#test/core/neighbours/peer-names.ts'
import { mixedReport, reportOf } from './peers-report-of.ts'

test('a joined peer is told with its link, role, times and bytes', () => {
  const peer = mixedReport.peers.find((each) => each.peer === nameOf(1))

  assert.deepEqual(peer, {
    peer: nameOf(1),
    addresses: [addressOf(1)],
    found: 'mdns',
    role: 'device',
    link: 'lan',
    state: 'joined',
    reason: '',
    stateSec: 90,
    firstSeenSec: 90,
    lastSeenSec: 90,
    nextTrySec: null,
    receivedBytes: 3_100_000,
    sentBytes: 0,
  })
})

test('the tracker comes first, then neighbours, then the others', () => {
  assert.deepEqual(
    mixedReport.peers.map(({ state }) => state),
    ['joined', 'joined', 'unreachable', 'refused', 'full', 'banned', 'not-needed'],
  )
  assert.equal(mixedReport.peers[0]?.role, 'seeder')
})

test('for how long there is no neighbour is told only while there is none', () => {
  assert.equal(mixedReport.aloneSec, null)
  assert.equal(reportOf(() => undefined).aloneSec, 12)
})

test('without multicast no service tag is told', () => {
  assert.equal(reportOf(() => undefined, { mdns: false }).multicast, null)
})
