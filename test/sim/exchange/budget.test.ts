import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WanRules } from '#core/exchange/contract.ts'
import { payloadsOf, wanBound } from '#core/link/wan-bound.ts'
import { Site, type SiteFacts } from '#sim/exchange/site.ts'
import { releaseWants } from '#test/sim/exchange/release.ts'

const hourMs = 3_600_000

const rules: WanRules = {
  mayFetch: true,
  bytesPerSecond: undefined,
  release: '1.1.0',
  budgetBytes: undefined,
  spentBytes: 0,
  tier: 0,
}

/** Notes who fetches over the WAN. */
function noteUsers(users: Set<string>): NonNullable<SiteFacts['observe']> {
  return (member, effect) => {
    if (effect.type === 'fetch' && effect.peer === 'seeder-0') users.add(member.name)
  }
}

test('a device that keeps losing its seeder brings no more over the WAN than its plan says', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const wants = releaseWants(24, 400_000)
    const { bytesMax, payloadBytes } = wanBound(payloadsOf(wants), 0)
    const site = new Site({ seed, devices: 1, wanBytesPerSecond: 1_000_000 })
    const [device] = site.devices
    assert.ok(device)
    device.endpoint.handle({ type: 'wan-rules', rules: { ...rules, budgetBytes: bytesMax } })
    device.installer.want(wants)
    for (let atMs = 700; atMs < 60_000; atMs += 900) {
      site.run(atMs)
      site.disconnect(device.endpoint, site.seeder.name)
      site.run(atMs + 50)
      device.endpoint.join(site.seeder.endpoint, 'wan')
      site.seeder.endpoint.join(device.endpoint, 'wan')
    }

    const { carriedBytes } = site.wan

    assert.ok(carriedBytes > payloadBytes, 'what was cut short travelled again')
    assert.ok(carriedBytes <= bytesMax, `${carriedBytes} of ${bytesMax} bytes`)
  }
})

test('a lone device with too small a budget stops before it, whatever is cut short', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const budgetBytes = 3_000_000
    const site = new Site({ seed, devices: 1, wanBytesPerSecond: 1_000_000 })
    const [device] = site.devices
    assert.ok(device)
    device.endpoint.handle({ type: 'wan-rules', rules: { ...rules, budgetBytes } })
    device.installer.want(releaseWants(24, 400_000))
    for (let atMs = 700; atMs < 20_000; atMs += 900) {
      site.run(atMs)
      site.disconnect(device.endpoint, site.seeder.name)
      site.run(atMs + 50)
      device.endpoint.join(site.seeder.endpoint, 'wan')
      site.seeder.endpoint.join(device.endpoint, 'wan')
    }

    const { carriedBytes } = site.wan

    assert.ok(carriedBytes <= budgetBytes && carriedBytes > 0.7 * budgetBytes, `${carriedBytes} bytes`)
    assert.equal(device.installer.isDone, false)
  }
})

test('where one device may not use the WAN the others fetch for it', () => {
  const users = new Set<string>()
  const site = new Site({ seed: 1, devices: 4, observe: noteUsers(users) })
  const [metered] = site.devices
  assert.ok(metered)
  metered.endpoint.handle({ type: 'wan-rules', rules: { ...rules, mayFetch: false } })
  for (const device of site.devices) device.installer.want(releaseWants(12, 100_000))

  site.run(hourMs, () => site.done.length === 4)

  assert.equal(metered.installer.isDone, true)
  assert.equal(users.has(metered.name), false)
  assert.ok(site.wan.carriedBytes <= 1.1 * 12 * 100_000, `${site.wan.carriedBytes} bytes`)
})

test('a device on battery leaves the WAN to those on mains', () => {
  const users = new Set<string>()
  const site = new Site({ seed: 1, devices: 8, observe: noteUsers(users) })
  const onBattery = site.devices.slice(0, 4)
  for (const device of onBattery) device.endpoint.handle({ type: 'wan-rules', rules: { ...rules, tier: 2 } })
  for (const device of site.devices) device.installer.want(releaseWants(40, 100_000))

  site.run(hourMs, () => site.done.length === 8)

  assert.deepEqual(
    onBattery.filter(({ name }) => users.has(name)).map(({ name }) => name),
    [],
  )
})
