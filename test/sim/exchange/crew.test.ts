import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { instant } from '#core/engine.ts'
import { crewMax } from '#core/exchange/limits.ts'
import { runSite, type SiteRunFacts, type SiteRunOutcome } from '#test/sim/exchange/site-run.ts'

const mebibyte = 1024 * 1024

/** The case that everything is measured by: 64 payloads of 1 MiB. */
const large = { payloads: 64, payloadBytes: mebibyte }

/** In the middle of the large case. */
const middle = instant(13_000_000)

/** Runs it, says what it came to, and has everybody that stayed end with everything. */
function run(context: TestContext, facts: SiteRunFacts): SiteRunOutcome & { readonly lastRatio: number } {
  const outcome = runSite(facts)
  const { site, wanCopies, wanUsers, doneRatios } = outcome
  const lastRatio = Math.max(...doneRatios.values())
  const inputs = Math.max(...site.devices.map((device) => device.endpoint.inputs))
  context.diagnostic(
    `${wanCopies.toFixed(3)} copies, last device at ${lastRatio.toFixed(3)} of ideal, ${wanUsers.size} devices and ${site.wanFlowsMost} flows on the WAN, ${inputs} inputs`,
  )
  assert.equal(doneRatios.size, site.present.length)
  return { ...outcome, lastRatio }
}

test('a calm site of 20 takes one copy through a crew, as fast as its WAN', (context) => {
  for (const seed of [1, 2, 3]) {
    const { site, wanCopies, wanUsers, lastRatio } = run(context, { ...large, site: { seed } })

    assert.ok(wanCopies <= 1.02, `${wanCopies} copies`)
    assert.ok(lastRatio <= 1.05, `${lastRatio} of ideal`)
    assert.ok(wanUsers.size <= crewMax, `${wanUsers.size} devices on the WAN`)
    assert.ok(site.wanFlowsMost <= 2 * crewMax, `${site.wanFlowsMost} flows`)
  }
})

test('a crew that dies in the middle is replaced', (context) => {
  const { wanCopies, lastRatio } = run(context, {
    ...large,
    site: {},
    disturb: (site, wanUsers) =>
      site.clock.at(middle, () => {
        for (const member of [...wanUsers]) site.depart(member)
      }),
  })

  assert.ok(wanCopies <= 1.08, `${wanCopies} copies`)
  assert.ok(lastRatio <= 1.2, `${lastRatio} of ideal`)
})

test('a slow device leaves the crew to faster ones', (context) => {
  const calm = runSite({ ...large, site: {} })
  const [member] = calm.wanUsers
  const device = calm.site.devices.findIndex(({ name }) => name === member?.name)
  const slow = { device, bytesPerSecond: 625_000 }

  const { wanCopies, wanUsers, doneRatios } = run(context, { ...large, site: { slow } })
  const others = [...doneRatios].filter(([name]) => name !== member?.name).map(([, ratio]) => ratio)

  assert.ok(
    [...wanUsers].some(({ name }) => name === member?.name),
    'it was in the crew',
  )
  assert.ok(Math.max(...others) <= 1.15, `the last of the others at ${Math.max(...others)}`)
  assert.ok(wanCopies <= 1.06, `${wanCopies} copies`)
})

test('a device that joins late takes nothing over the WAN', (context) => {
  const { site, wanCopies, wanUsers } = run(context, { ...large, site: {}, late: { devices: 1, afterMs: 13_000 } })

  assert.ok(wanCopies <= 1.01, `${wanCopies} copies`)
  assert.equal(
    [...wanUsers].some((member) => member === site.devices[0]),
    false,
  )
})

test('a crew of few forms also where messages are up to a second late', (context) => {
  for (const seed of [1, 2, 3]) {
    const faults = { lostShare: 0, doubledShare: 0, lateMsMax: 1_000 }
    const slowWan = { wanBytesPerSecond: 625_000, lanBytesPerSecond: 6_250_000 }

    const { wanUsers, wanCopies } = run(context, {
      site: { seed, faults, ...slowWan },
      payloads: 16,
      payloadBytes: mebibyte,
    })

    assert.ok(wanUsers.size <= crewMax, `${wanUsers.size} devices on the WAN`)
    assert.ok(wanCopies <= 1.02, `${wanCopies} copies`)
  }
})

test('a small release crosses the WAN once', (context) => {
  const { wanCopies } = run(context, { site: { devices: 12 }, payloads: 5, payloadBytes: 6_000 })

  assert.equal(wanCopies, 1)
})
