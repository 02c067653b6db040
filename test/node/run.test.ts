import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askNode, askPeers, askStatus } from '#node/status/owner-api.ts'
import { provisionHub, scrape, startHub, startVendor } from '#test/node/running-site.ts'
import { askTrackerStatus } from '#tracker/status/ask-status.ts'

test('a device and its tracker tell how an update went, from the offer to the confirmed release', async (t) => {
  const vendor = await startVendor(t)
  const hub = await provisionHub(vendor)

  const before = startHub(t, hub)
  await before.log.until('phase-staged')
  const staged = await askStatus(hub.directory)
  const stagedPage = await scrape(before.log)
  const peers = await askPeers(hub.directory)
  const tracker = await askTrackerStatus(vendor.stateDirectory)
  const trackerPage = await scrape(vendor.log)
  await askNode(hub.directory, { type: 'reboot' })

  assert.equal(await before.ended, 4)
  assert.ok(staged && tracker)
  assert.deepEqual([staged.running, staged.slot, staged.phase, staged.release], ['1.0.0', 'a', 'staged', '1.1.0'])
  assert.equal(staged.chunks.made, staged.chunks.total)
  assert.equal(staged.tracker, true)
  assert.deepEqual([peers.neighbours, peers.tracker, peers.multicast], [0, true, null])
  assert.deepEqual(
    peers.peers.map(({ role, link, found, state }) => [role, link, found, state]),
    [['seeder', 'wan', 'static', 'joined']],
  )
  assert.deepEqual(
    staged.metadata.map(({ role, version }) => `${role} ${version}`),
    ['root 1', 'targets 2', 'snapshot 2', 'timestamp 2'],
  )
  const { wan, lan } = staged.traffic.receivedBytes
  assert.ok(wan > 0 && lan === 0)
  assert.ok(staged.socketBytes.wan > wan, 'what frames and encrypts is counted at the sockets')
  assert.match(stagedPage, /^mycel_phase\{phase="staged"\} 1$/m)
  assert.match(stagedPage, new RegExp(`^mycel_payload_bytes_total\\{source="tracker",kind="payload"\\} ${wan}$`, 'm'))
  assert.match(stagedPage, /^mycel_slot_state\{slot="b",state="trial"\} 1$/m)
  assert.match(stagedPage, /^mycel_boot_attempts_left 3$/m)

  assert.equal(tracker.devices, 1)
  assert.deepEqual([tracker.repository.releases, tracker.keys.present.length], [2, 7])
  const { payloadBytes, metadataBytes } = tracker.served
  assert.equal(payloadBytes + metadataBytes, wan)
  assert.match(trackerPage, new RegExp(`^mycel_egress_bytes_total\\{kind="payload"\\} ${payloadBytes}$`, 'm'))
  assert.match(trackerPage, /^mycel_devices 1$/m)

  const after = startHub(t, hub)
  await after.log.until('phase-confirmed')
  const confirmed = await askStatus(hub.directory)
  const confirmedPage = await scrape(after.log)

  assert.equal(await after.stop(), 0)
  assert.ok(confirmed)
  assert.deepEqual([confirmed.running, confirmed.slot, confirmed.phase], ['1.1.0', 'b', 'confirmed'])
  assert.deepEqual(confirmed.installs, { confirmed: 1, failed: 0, 'rolled-back': 0 })
  assert.match(confirmedPage, /^mycel_install_total\{result="confirmed"\} 1$/m)
  assert.match(confirmedPage, /^mycel_slot_state\{slot="b",state="active"\} 1$/m)
})
