import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BootState, SlotContent } from '#core/boot/boot-state.ts'
import { statusText } from '#node/status/status-text.ts'
import { nodeStatus } from '#test/node/status/node-status.ts'

const now = new Date('2026-08-01T00:00:00Z')

function content(version: string): SlotContent {
  return { version, release: undefined, images: [], securityEpoch: 0 }
}

const boot: BootState = {
  active: 'a',
  slots: { a: content('1.0.0'), b: undefined },
  trial: undefined,
  rollback: undefined,
}

test('a running device is told on one screen', () => {
  const text = statusText({ product: 'hub', boot, node: nodeStatus }, now)

  assert.equal(
    text,
    `product      hub
slot a       1.0.0 (active)
slot b       nothing that is whole
running      1.0.0 from slot a, for 1 h 1 min
phase        fetching 1.1.0, for 1 min 5 s: 8 chunks: 1 are there, 2 come from the active slot, 5 travel
progress     4 of 8 chunks, 50 %
peers        3 on this site, tracker connected
received     3.0 MB from peers, 1.0 MB from the tracker: 75 % from peers; 500.0 KB as finished chunks
sent         2.0 MB
sockets      LAN 5.1 MB, WAN 1.1 MB, both ways
WAN          used
             1.0 MB of at most 6.0 MB came over it for this release
slot writes  4.2 MB
metadata     root 1        until 2027-08-01 00:00 UTC, for 365 days
             timestamp 7   until 2026-08-01 12:00 UTC, ONLY 12 h: does the tracker run, and is it reached?
memory       48.0 MB now, 61.0 MB at most
peer id      self
`,
  )
})

test('a trial is told with the boots that are left and what went wrong so far', () => {
  const trial = { slot: 'b', attemptsLeft: 1, lastFailure: 'no peer was reached' } as const
  const slots = { ...boot.slots, b: content('1.1.0') }

  const text = statusText({ product: 'hub', boot: { ...boot, slots, trial }, node: null }, now)

  assert.match(text, /^slot b +1\.1\.0 \(on trial, 1 boots left; the last one failed: no peer was reached\)$/m)
})

test('the last roll-back is told with its reason', () => {
  const rollback = { version: '1.1.0', reason: 'the health check failed' }

  const text = statusText({ product: 'hub', boot: { ...boot, rollback }, node: null }, now)

  assert.match(text, /^rolled back +1\.1\.0: the health check failed$/m)
})

test('where no node runs, what to do is told beside the boot record', () => {
  const text = statusText({ product: 'hub', boot, node: null }, now)

  assert.match(text, /^slot a +1\.0\.0 \(active\)$/m)
  assert.match(text, /^node +does not run: start it with 'mycel node supervise'/m)
})

test('wrong bytes are told where there were some', () => {
  const traffic = { ...nodeStatus.traffic, rejectedCount: 2, rejectedBytes: 2_048 }

  const text = statusText({ product: 'hub', boot, node: { ...nodeStatus, traffic } }, now)

  assert.match(text, /^rejected +2 answers with wrong bytes, 2\.0 KB$/m)
})

test('web servers are told where there are some, and stand in for a tracker that is not there', () => {
  const traffic = { ...nodeStatus.traffic, httpBytes: 400_000 }
  const node = { ...nodeStatus, tracker: false, webServers: { joined: 1, configured: 2 }, traffic }

  const text = statusText({ product: 'hub', boot, node }, now)

  assert.match(text, /^peers +3 on this site, no tracker, 1 of 2 web servers$/m)
  assert.match(
    text,
    /^received +3\.0 MB from peers, 600\.0 KB from the tracker, 400\.0 KB from web servers: 75 % from peers/m,
  )
})
