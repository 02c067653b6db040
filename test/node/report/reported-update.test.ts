import assert from 'node:assert/strict'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { NodeConfig } from '#adapters/config/node-config.ts'
import { askNode, askStatus } from '#node/status/owner-api.ts'
import {
  provisionHub,
  type RunningHub,
  type RunningVendor,
  scrape,
  startHub,
  startVendor,
  type TestHub,
} from '#test/node/running-site.ts'
import { Fleet } from '#tracker/fleet/fleet.ts'

const deadlineMs = 30_000

/** A device sends its reports in their order, one a second and few at once: after so many more, one of before is there. */
const enough = 4

/** The same device, whose configuration says something else; it reports that it is there within a second. */
function changed(hub: TestHub, parts: Partial<NodeConfig>): TestHub {
  const { config } = hub
  return { ...hub, config: { ...config, tracker: { ...config.tracker, pollIntervalSec: 1 }, ...parts } }
}

/** Waits until the tracker has accepted so many reports more. */
async function acceptedMore(vendor: RunningVendor, count: number): Promise<void> {
  const before = await acceptedBy(vendor)
  const endsAt = performance.now() + deadlineMs
  for (let now = before; now < before + count; now = await acceptedBy(vendor)) {
    assert.ok(performance.now() < endsAt, `${now - before} of ${count} reports were accepted in time`)
  }
}

async function acceptedBy(vendor: RunningVendor): Promise<number> {
  const [, text = '0'] = /^mycel_reports_total\{verdict="accepted"\} (\d+)$/m.exec(await scrape(vendor.log)) ?? []
  return Number(text)
}

/** What the tracker knows of its fleet, read after its end. */
async function fleetOf(t: TestContext, vendor: RunningVendor): Promise<Fleet> {
  await vendor.stop()
  const fleet = await Fleet.open(join(vendor.stateDirectory, 'fleet'), () => [])
  t.after(() => fleet.close())
  return fleet
}

/** Installs 1.1.0 and ends the node, which boots it next. */
async function stage(hub: RunningHub, { directory }: TestHub): Promise<void> {
  await hub.log.until('phase-staged')
  await askNode(directory, { type: 'reboot' })
  assert.equal(await hub.ended, 4)
}

async function eventsOfOnly(fleet: Fleet): Promise<{ running: string | undefined; events: readonly object[] }> {
  const [device] = (await fleet.list({ limit: 2 })).devices
  const story = await fleet.device(device?.peer ?? '')
  const events = story?.events.map(({ event }) => event).toReversed() ?? []
  return { running: device?.running, events }
}

test('an update is reported over its reboot, with what it moved and how long the device was away', async (t) => {
  const vendor = await startVendor(t)
  const hub = changed(await provisionHub(vendor), {})

  await stage(startHub(t, hub), hub)
  const after = startHub(t, hub)
  await after.log.until('phase-confirmed')
  await acceptedMore(vendor, enough)

  await after.stop()
  const { running, events } = await eventsOfOnly(await fleetOf(t, vendor))
  const [began, confirmed] = events as readonly Readonly<Record<string, unknown>>[]
  assert.equal(running, '1.1.0')
  assert.deepEqual(began, { type: 'began', version: '1.1.0', rollout: '', from: '1.0.0' })
  assert.deepEqual([confirmed?.['type'], confirmed?.['from']], ['confirmed', '1.0.0'])
  assert.ok(Number(confirmed?.['downtimeMs']) > 0)
})

test('a release whose health check fails is rolled back, and the tracker hears why', async (t) => {
  const vendor = await startVendor(t)
  const provisioned = await provisionHub(vendor)
  const { health } = provisioned.config
  const hub = changed(provisioned, { health: { ...health, retries: 0 } })
  const check = join(hub.directory, 'health.d', 'display')
  await mkdir(join(hub.directory, 'health.d'))
  await writeFile(check, '#!/bin/sh\ntest "$MYCEL_VERSION" = 1.0.0 || { echo "it stays dark"; exit 1; }\n')
  await chmod(check, 0o755)

  await stage(startHub(t, hub), hub)
  for (let attempt = 0; attempt < 3; attempt += 1) assert.equal(await startHub(t, hub).ended, 4)
  const back = startHub(t, hub)
  const { detail } = await back.log.until('phase-rolled-back')
  await acceptedMore(vendor, enough)

  await back.stop()
  const { running, events } = await eventsOfOnly(await fleetOf(t, vendor))
  const reason = 'the health check display failed: exit code 1, it stays dark'
  assert.equal(running, '1.0.0')
  assert.equal(detail, reason)
  assert.deepEqual(events.at(-1), { type: 'rolled-back', version: '1.1.0', rollout: '', cause: 'trial', reason })
})

test('a device that reaches no tracker reports through a neighbour that does', async (t) => {
  const vendor = await startVendor(t)
  const port = await freePort()
  const near = changed(await provisionHub(vendor, 'near'), { listen: [`/ip4/127.0.0.1/tcp/${port}`] })
  const provisioned = await provisionHub(vendor, 'far')
  const { discovery, tracker } = provisioned.config
  const running = startHub(t, near)
  await running.log.until('phase-staged')
  const status = await askStatus(near.directory)
  const nearAddress = `/ip4/127.0.0.1/tcp/${port}/p2p/${status?.peer}`
  const nowhere = tracker.addresses.map((address) => address.replace(/tcp\/\d+/, 'tcp/1'))

  const far = startHub(t, {
    ...provisioned,
    config: {
      ...provisioned.config,
      discovery: { ...discovery, peers: [nearAddress] },
      tracker: { addresses: nowhere, pollIntervalSec: 1 },
    },
  })
  await far.log.until('phase-staged')
  await acceptedMore(vendor, enough)

  await far.stop()
  await running.stop()
  const fleet = await fleetOf(t, vendor)
  assert.equal(fleet.counts().devices, 2)
})

/** A port of loopback that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
