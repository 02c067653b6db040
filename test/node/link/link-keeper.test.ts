import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { LevelStore } from '#adapters/level/level-store.ts'
import { Log } from '#adapters/log/log.ts'
import { DownloadLimit } from '#adapters/net/download-limit.ts'
import type { WanRules } from '#core/exchange/contract.ts'
import { settleMs } from '#core/exchange/limits.ts'
import { minuteOfDay } from '#core/link/hours.ts'
import type { LinkConfig, Power } from '#core/link/rules.ts'
import { wanBound } from '#core/link/wan-bound.ts'
import type { NodeInput } from '#node/engine/contract.ts'
import { LinkKeeper } from '#node/link/link-keeper.ts'
import { Uploads } from '#node/link/uploads.ts'
import { WanAccount } from '#node/link/wan-account.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { only, payload, Rig } from '#test/core/exchange/rig.ts'

const open: LinkConfig = {
  wanDownloadKbit: undefined,
  wanUploadKbit: undefined,
  lanUploadKbit: undefined,
  hours: [],
  metered: false,
  batteryMinPercent: 40,
  wanBudgetBytes: undefined,
  whenExceeded: 'wait-for-neighbours',
}

/** The release that its rollout calls critical. */
const critical = '6.6.6'

/** A keeper over an engine that is alone with a seeder, and what it told that engine and its log. */
interface Kept {
  readonly keeper: LinkKeeper
  readonly rig: Rig
  readonly account: WanAccount
  /** The rules that the engine was told last. */
  rules(): WanRules | undefined
  readonly events: readonly string[]
  readonly inputs: readonly NodeInput[]
}

async function keep(
  t: TestContext,
  config: Partial<LinkConfig>,
  power: Power = { type: 'mains' },
  store?: LevelStore,
): Promise<Kept> {
  const kept = store ?? (await LevelStore.open(await temporaryDirectory(t)))
  if (store === undefined) t.after(() => kept.close())
  const account = await WanAccount.open(kept)
  const rig = new Rig()
  rig.joinSeeder()
  const told: WanRules[] = []
  const events: string[] = []
  const inputs: NodeInput[] = []
  const keeper = await LinkKeeper.start({
    config: { ...open, ...config },
    account,
    uploads: new Uploads(open),
    downloads: new DownloadLimit(),
    isCritical: (version) => version === critical,
    readPower: async () => power,
    now: () => new Date(2026, 7, 3, 12, 0),
    spending: () => rig.engine.wanSpending,
    input: (input) => {
      inputs.push(input)
      if (input.type !== 'wan-rules') return
      told.push(input.rules)
      rig.input(input)
    },
    log: new Log('info', { write: (line) => events.push(String(JSON.parse(line).event)) }),
  })
  t.after(() => keeper.stop())
  return { keeper, rig, account, rules: () => told.at(-1), events, inputs }
}

const noonToEvening = { from: minuteOfDay(12 * 60), to: minuteOfDay(18 * 60) }

test('in hours without the WAN the engine may not fetch, and the status says until when', async (t) => {
  const { keeper, rules, events } = await keep(t, { hours: [{ ...noonToEvening, wanDownloadKbit: 0 }] })

  assert.equal(rules()?.mayFetch, false)
  assert.deepEqual([keeper.status.wanRefusal, keeper.status.until], ['hours', '18:00'])
  assert.deepEqual(events, ['wan-closed'])
})

test('a rate in kbit/s is told in bytes', async (t) => {
  const { rules } = await keep(t, { wanDownloadKbit: 8000 })

  assert.equal(rules()?.bytesPerSecond, 1_000_000)
})

test('what the owner asks for opens the WAN once it is begun', async (t) => {
  const { keeper, rules, events } = await keep(t, { metered: true })

  keeper.asked('1.1.0')
  const before = rules()?.mayFetch
  keeper.entered('planning', '1.1.0')

  assert.deepEqual([before, rules()?.mayFetch], [false, true])
  assert.deepEqual(events, ['wan-closed', 'wan-opened'])
})

test('a critical release is fetched on a metered link, and in hours without the WAN', async (t) => {
  const { keeper, rules } = await keep(t, { metered: true, hours: [{ ...noonToEvening, wanDownloadKbit: 0 }] })

  keeper.entered('planning', critical)

  assert.equal(rules()?.mayFetch, true)
})

test('a plan bounds what may come, the budget of the owner bounds it more', async (t) => {
  const { keeper, rules } = await keep(t, { wanBudgetBytes: 5_000_000 })
  const small = wanBound(new Map([[payload('p'), 1000]]), 0)
  const large = wanBound(new Map([[payload('p'), 9_000_000]]), 0)

  keeper.entered('planning', '1.1.0')
  keeper.planned(small)
  const bySmall = rules()?.budgetBytes
  keeper.planned(large)

  assert.equal(bySmall, small.bytesMax)
  assert.equal(rules()?.budgetBytes, 5_000_000)
})

test('with fetch-anyway there is no bound', async (t) => {
  const { keeper, rules } = await keep(t, { wanBudgetBytes: 5_000_000, whenExceeded: 'fetch-anyway' })

  keeper.entered('planning', '1.1.0')
  keeper.planned(wanBound(new Map(), 0))

  assert.equal(rules()?.budgetBytes, undefined)
})

test('a release that is staged or given up is bounded no more', async (t) => {
  const { keeper, rules } = await keep(t, { wanBudgetBytes: 5_000_000 })

  keeper.entered('planning', '1.1.0')
  keeper.entered('fetching', '1.1.0')
  const during = rules()?.budgetBytes
  keeper.entered('staged', '1.1.0')

  assert.deepEqual([during, rules()?.budgetBytes], [5_000_000, undefined])
})

test('what a release has cost is known after a restart', async (t) => {
  const store = await LevelStore.open(await temporaryDirectory(t))
  t.after(() => store.close())
  const before = await keep(t, {}, undefined, store)
  before.keeper.entered('planning', '1.1.0')
  before.rig.want(1, payload('p'))
  const [fetch] = only(before.rig.pass(settleMs), 'fetch')
  assert.ok(fetch)
  before.rig.arrive(fetch)
  before.keeper.heard({ type: 'fetch-failed', fetch: fetch.fetch, reason: 'closed' })
  await before.account.close()

  const after = await keep(t, {}, undefined, store)
  after.keeper.entered('planning', '1.1.0')

  assert.equal(after.keeper.status.spentBytes, 1000)
})

test('a spent budget is told once', async (t) => {
  const { keeper, rig, events } = await keep(t, { wanBudgetBytes: 999 })
  keeper.entered('planning', '1.1.0')
  rig.want(1, payload('p'))
  rig.pass(settleMs)

  const failed = { type: 'fetch-failed', fetch: 0 as never, reason: 'closed' } as const
  keeper.heard(failed)
  keeper.heard(failed)

  assert.deepEqual(events, ['wan-budget-spent'])
})

test('on a low battery nothing is fetched over the WAN and nothing is served', async (t) => {
  const { keeper, rules } = await keep(t, {}, { type: 'battery', percent: 20 })

  assert.equal(rules()?.mayFetch, false)
  assert.equal(keeper.status.wanRefusal, 'battery')
})

/** Whether a device plans anew some time after a fetch was not covered any more. */
async function startsAnew(t: TestContext, config: Partial<LinkConfig>): Promise<boolean> {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { keeper, rig, inputs } = await keep(t, config)
  keeper.entered('planning', '1.1.0')
  keeper.planned(wanBound(new Map(), 0))
  rig.want(1, payload('p'))
  rig.pass(settleMs)
  keeper.heard({ type: 'fetch-failed', fetch: 0 as never, reason: 'closed' })
  t.mock.timers.tick(600_000)
  t.mock.timers.reset()
  return inputs.some(({ type }) => type === 'starved')
}

test('a device that the bound of its plan keeps from the last bytes plans anew after a while', async (t) => {
  assert.equal(await startsAnew(t, {}), true)
})

test('a device that the budget of its owner keeps from the last bytes waits', async (t) => {
  assert.equal(await startsAnew(t, { wanBudgetBytes: 0 }), false)
})
