import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trackerStatus as tracker } from '#test/tracker/status/tracker-status.ts'
import { trackerStatusText } from '#tracker/status/status-text.ts'

const now = new Date('2026-08-01T00:00:00Z')
const { repository } = tracker

test('a running tracker is told on one screen', () => {
  const text = trackerStatusText({ repository, tracker }, now)

  assert.equal(
    text,
    `tracker     runs for 1 day 1 h, 12 devices joined
addresses   /ip4/192.0.2.10/tcp/4500/p2p/12D3Koo
            /ip4/10.0.0.1/tcp/4500/p2p/12D3Koo
served      3.4 MB of payloads, 56.0 KB of metadata
refused     requests: 3 busy, 0 missing, 0 refused
sockets     3.7 MB, both ways
memory      80.0 MB now, 95.0 MB at most
repository  /srv/hub, 2 releases
metadata    root 1        until 2026-08-20 00:00 UTC, ONLY 19 days: its vendor has to sign a new root.json
            timestamp 9   until 2026-08-03 12:00 UTC, for 2 days 12 h
keys        snapshot, timestamp, tracker in /srv/keys
`,
  )
})

test('a tracker may have the key of rollouts, and need not', () => {
  const keys = { directory: '/srv/keys', present: ['rollouts', 'snapshot', 'timestamp', 'tracker'] } as const

  const text = trackerStatusText({ repository, tracker: { ...tracker, keys } }, now)

  assert.doesNotMatch(text, /MISSING|MISPLACED/)
})

test('keys that are missing, and keys that should be elsewhere, are told with what to do', () => {
  const keys = { directory: '/srv/keys', present: ['targets', 'snapshot', 'tracker'] } as const

  const text = trackerStatusText({ repository, tracker: { ...tracker, keys } }, now)

  assert.match(text, /^ +MISSING timestamp: the tracker will not start again/m)
  assert.match(text, /^ +MISPLACED targets: move these to a machine that is on no network/m)
})

test('where no tracker runs, the repository is told', () => {
  const text = trackerStatusText({ repository, tracker: null }, now)

  assert.match(text, /^tracker +does not run here: start it with 'mycel tracker run'/m)
  assert.match(text, /^repository +\/srv\/hub, 2 releases$/m)
})
