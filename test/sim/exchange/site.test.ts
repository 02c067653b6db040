import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DigestStream } from '#core/digest.ts'
import { instant } from '#core/engine.ts'
import { Site, type SiteFacts } from '#sim/exchange/site.ts'
import { releaseWants } from '#test/sim/exchange/release.ts'

const hourMs = 3_600_000

/** Runs a site until every device has everything. */
function runToTheEnd(facts: SiteFacts, wants = releaseWants(40, 100_000)): Site {
  const site = new Site(facts)
  for (const device of site.devices) device.installer.want(wants)
  site.run(hourMs, () => site.done.length === site.devices.length)
  assert.equal(site.done.length, facts.devices)
  return site
}

function traceOf(seed: number): string {
  const trace = new DigestStream()
  const faults = { lostShare: 0.1, doubledShare: 0.1, lateMsMax: 200 }
  const observe: SiteFacts['observe'] = ({ name }, effect, at) =>
    trace.update(Buffer.from(`${at} ${name} ${JSON.stringify(effect)}\n`))
  runToTheEnd({ seed, devices: 6, faults, observe })
  return trace.digest()
}

test('a calm site of 12 devices takes one copy over its WAN', (context) => {
  const copies = [1, 2, 3].map((seed) => runToTheEnd({ seed, devices: 12 }).wan.carriedBytes / (40 * 100_000))

  context.diagnostic(`WAN copies for 40 payloads: ${copies.map((count) => count.toFixed(3)).join(', ')}`)
  for (const count of copies) assert.ok(count >= 1 && count <= 1.1, `${count} copies`)
})

test('a calm site of 20 keeps every device under 500 inputs for 64 chunks in 16 packs', (context) => {
  const { devices } = runToTheEnd({ seed: 1, devices: 20 }, releaseWants(64, 120_000, 4))
  const most = Math.max(...devices.map((device) => device.endpoint.inputs))

  context.diagnostic(`inputs of the busiest device: ${most}`)
  assert.ok(most <= 500, `${most} inputs`)
})

test('a payload that takes longer than a lease still crosses the WAN once', () => {
  const { wan } = runToTheEnd({ seed: 1, devices: 6, wanBytesPerSecond: 50_000 }, releaseWants(4, 1_000_000))

  assert.ok(wan.carriedBytes / 4_000_000 < 1.01, `${wan.carriedBytes} bytes`)
})

test('equal seeds give equal traces, another seed gives another', () => {
  assert.equal(traceOf(7), traceOf(7))
  assert.notEqual(traceOf(7), traceOf(8))
})

test('a site without a WAN waits without a tick', () => {
  const site = new Site({ seed: 1, devices: 4 })
  site.depart(site.seeder)
  for (const device of site.devices) device.installer.want(releaseWants(4, 1000))

  site.run(hourMs)

  assert.ok(site.clock.now < instant(10_000_000), 'nothing happens any more')
})

test('a device that joins late takes nothing over the WAN', () => {
  const wants = releaseWants(20, 100_000)
  const site = new Site({ seed: 1, devices: 6 })
  const [late, ...early] = site.devices
  for (const device of early) device.installer.want(wants)
  site.run(hourMs, () => early.every((device) => device.installer.isDone))
  const before = site.wan.carriedBytes

  late?.installer.want(wants)
  site.run(hourMs, () => site.done.length === 6)

  assert.equal(late?.installer.met.size, 20)
  assert.equal(site.wan.carriedBytes, before)
})
