import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askPlan, askStatus } from '#node/status/owner-api.ts'
import { provisionHub, startHub, startVendor, type TestHub } from '#test/node/running-site.ts'

/** The same device under other rules for its links. */
function under(hub: TestHub, rules: Partial<TestHub['config']['link']>): TestHub {
  return { ...hub, config: { ...hub.config, link: { ...hub.config.link, ...rules } } }
}

test('a device whose budget is spent waits and says so, and with a larger one keeps to its plan', async (t) => {
  const vendor = await startVendor(t)
  const hub = await provisionHub(vendor)
  const poor = startHub(t, under(hub, { wanBudgetBytes: 500 }))
  const warning = await poor.log.until('wan-budget-spent')
  const waiting = await askStatus(hub.directory)
  const plan = await askPlan(hub.directory, undefined)
  await poor.stop()

  const rich = startHub(t, hub)
  await rich.log.until('phase-staged')
  const staged = await askStatus(hub.directory)

  assert.equal(warning['release'], '1.1.0')
  assert.deepEqual([waiting?.phase, waiting?.link.isSpent], ['fetching', true])
  assert.ok((waiting?.link.spentBytes ?? Number.NaN) <= 500)
  assert.deepEqual([plan.version, plan.running, plan.slot, plan.wan.budgetBytes], ['1.1.0', '1.0.0', 'a', 500])
  const [rootfs] = plan.components
  assert.equal((rootfs?.present ?? 0) + (rootfs?.local ?? 0) + (rootfs?.patches.chunks ?? 0), rootfs?.chunks)
  assert.ok((staged?.traffic.receivedBytes.wan ?? Number.NaN) <= plan.wan.bytesMax)
})

test('a release that does not exist cannot be planned', async (t) => {
  const vendor = await startVendor(t)
  const hub = await provisionHub(vendor)
  const running = startHub(t, hub)
  await running.log.until('phase-staged')

  await assert.rejects(askPlan(hub.directory, '7.0.0'), /the signed metadata has no release 7\.0\.0 of hub/)
})

test('a metered device leaves the WAN alone and says why', async (t) => {
  const vendor = await startVendor(t)
  const hub = await provisionHub(vendor)

  const metered = startHub(t, under(hub, { metered: true }))
  const closed = await metered.log.until('wan-closed')
  await metered.log.until('phase-idle')
  const status = await askStatus(hub.directory)

  assert.equal(closed['reason'], 'metered')
  assert.equal(status?.link.wanRefusal, 'metered')
  assert.equal(status?.traffic.receivedBytes.wan, 0)
})
