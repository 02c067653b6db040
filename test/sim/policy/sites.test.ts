import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DigestStream } from '#core/digest.ts'
import { instant } from '#core/engine.ts'
import { Site, type SiteFacts } from '#sim/exchange/site.ts'
import { type Policy, policies } from '#sim/scenario/scenario.ts'
import { releaseWants } from '#test/sim/exchange/release.ts'

const others = policies.filter((policy) => policy !== 'mycel')

const smallRelease = releaseWants(40, 100_000)
const releaseBytes = 40 * 100_000

const unruly = { lostShare: 0.1, doubledShare: 0.1, lateMsMax: 500 }

/** A site of eight devices that want everything. */
function siteOf(policy: Policy, facts: Partial<SiteFacts> = {}, wants = smallRelease): Site {
  const site = new Site({ seed: 1, devices: 8, policy, ...facts })
  for (const device of site.devices) device.installer.want(wants)
  return site
}

/** Runs until all that stayed have everything. Returns the copies of the small release that crossed the WAN. */
function finish(site: Site): number {
  site.run(600_000, () => site.present.every((device) => device.installer.isDone))
  assert.ok(
    site.present.every((device) => device.installer.isDone),
    `${site.done.length} are done`,
  )
  return site.wan.carriedBytes / releaseBytes
}

function traceOf(policy: Policy, seed: number): string {
  const trace = new DigestStream()
  const observe: SiteFacts['observe'] = ({ name }, effect, at) =>
    trace.update(Buffer.from(`${at} ${name} ${JSON.stringify(effect)}\n`))
  finish(siteOf(policy, { seed, faults: unruly, observe }))
  return trace.digest()
}

/** The fewest and the most copies that a calm site of eight takes. */
const copiesOf: Readonly<Record<Exclude<Policy, 'mycel'>, readonly [number, number]>> = {
  'origin-only': [8, 8],
  'site-cache': [1, 1],
  'random-peers': [1.5, 8],
  'lan-first': [1.5, 8],
  'one-leader': [1, 1.01],
}

for (const policy of others) {
  const [fewest, most] = copiesOf[policy]

  const copiesText = fewest === most ? `${most}` : `${fewest} to ${most}`

  test(`a calm site of eight with ${policy} takes ${copiesText} copies over its WAN`, (context) => {
    for (const seed of [1, 2, 3]) {
      const copies = finish(siteOf(policy, { seed }))

      context.diagnostic(`${copies.toFixed(3)} copies`)
      assert.ok(copies >= fewest && copies <= most, `${copies} copies`)
    }
  })

  test(`a site with ${policy} finishes though messages are lost, doubled and late`, () => {
    for (const seed of [1, 2, 3]) finish(siteOf(policy, { seed, faults: unruly }))
  })

  test(`a site with ${policy} finishes though two devices leave in the middle`, () => {
    const site = siteOf(policy)
    site.clock.at(instant(800_000), () => {
      for (const device of site.devices.slice(0, 2)) site.depart(device)
    })

    finish(site)

    assert.equal(site.present.length, 6)
  })

  test(`a site with ${policy} finishes though a device forges bytes`, () => {
    const bans = new Set<string>()
    const observe: SiteFacts['observe'] = (_, effect) => {
      if (effect.type === 'ban') bans.add(effect.peer)
    }

    finish(siteOf(policy, { forgers: 1, observe }))

    assert.ok(bans.size === 0 || (bans.size === 1 && bans.has('device-0')), `banned: ${[...bans]}`)
  })

  test(`equal seeds give equal traces with ${policy}`, () => {
    assert.equal(traceOf(policy, 7), traceOf(policy, 7))
  })
}

test('a site without a WAN waits without a tick, unless it has a box to ask again', () => {
  for (const policy of policies.filter((name) => name !== 'site-cache')) {
    const site = siteOf(policy)
    site.depart(site.seeder)

    site.run(3_600_000)

    assert.ok(site.clock.now < instant(60_000_000), `${policy} goes on at ${site.clock.now}`)
  }
})

test('a box that caches is nearly as fast as the WAN of its site', () => {
  const site = siteOf('site-cache', { wanBytesPerSecond: 2_500_000 }, releaseWants(64, 1024 * 1024))

  finish(site)

  const idealSeconds = (64 * 1024 * 1024) / 2_500_000
  const ratio = site.clock.now / 1e6 / idealSeconds
  assert.ok(ratio < 1.1, `${ratio} of the time that the WAN needs`)
})
