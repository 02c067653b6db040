import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instant } from '#core/engine.ts'
import { Site, type SiteFacts } from '#sim/exchange/site.ts'
import { releaseWants } from '#test/sim/exchange/release.ts'

const wants = releaseWants(12, 200_000)
const minuteMs = 60_000

/** Anything but a calm network: shares are in percent. */
const rough = fc.record({
  seed: fc.nat(1_000_000),
  devices: fc.integer({ min: 1, max: 7 }),
  lost: fc.integer({ min: 0, max: 100 }),
  doubled: fc.integer({ min: 0, max: 50 }),
  lateMsMax: fc.integer({ min: 0, max: 3000 }),
  joinMsMax: fc.integer({ min: 0, max: 5000 }),
  departures: fc.array(fc.record({ device: fc.nat(6), atMs: fc.nat(4000) }), { maxLength: 4 }),
})

function factsOf(weather: { lost: number; doubled: number; lateMsMax: number }) {
  return { lostShare: weather.lost / 100, doubledShare: weather.doubled / 100, lateMsMax: weather.lateMsMax }
}

test('whatever happens to messages and devices, every device that stays gets all it wants', () => {
  fc.assert(
    fc.property(rough, ({ seed, devices, joinMsMax, departures, ...weather }) => {
      const site = new Site({ seed, devices, joinMsMax, faults: factsOf(weather) })
      for (const { device, atMs } of departures) {
        const departing = site.devices[device]
        if (departing !== undefined) site.clock.at(instant(atMs * 1000), () => site.depart(departing))
      }
      for (const device of site.devices) device.installer.want(wants)

      site.run(10 * minuteMs, () => site.present.every((device) => device.installer.isDone))

      for (const device of site.present) assert.equal(device.installer.met.size, wants.length, `${device.name} waits`)
      for (const device of site.devices) assert.ok(device.endpoint.inputs < 4000, `${device.endpoint.inputs} inputs`)
    }),
    { numRuns: 60 },
  )
})

test('nothing is taken from forgers in the end, and every honest device gets all it wants', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 3 }), (seed, forgers) => {
      const facts: SiteFacts = { seed, devices: 7, forgers }
      const banned = new Set<string>()
      const site = new Site({ ...facts, observe: (_, effect) => effect.type === 'distrust' && banned.add(effect.peer) })
      const everything = wants.flatMap((want) => [want.makes, ...want.ways.map((way) => way.address)])
      for (const forger of site.devices.slice(0, forgers))
        forger.endpoint.handle({ type: 'holding', addresses: everything })
      for (const device of site.devices.slice(forgers)) device.installer.want(wants)

      site.run(10 * minuteMs, () => site.done.length === site.devices.length)

      assert.equal(site.done.length, site.devices.length)
      assert.deepEqual(
        [...banned].toSorted(),
        site.devices.slice(0, forgers).map((forger) => forger.name),
      )
    }),
    { numRuns: 30 },
  )
})
