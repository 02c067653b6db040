import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { UserError } from '#core/errors.ts'
import type { UpdatesReport } from '#node/engine/updates/updates.ts'
import { askNode, askPeers, askPlan, askStatus, askUpdates, serveOwner } from '#node/status/owner-api.ts'
import type { OwnerAsk } from '#node/world/owner-asks.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { mixedReport } from '#test/node/peers/peers-report-of.ts'
import { releasePlan } from '#test/node/plan/release-plan.ts'
import { nodeStatus as status } from '#test/node/status/node-status.ts'

const updatesReport: UpdatesReport = {
  running: '1.0.0',
  decision: { type: 'wait', version: '2.0.0', reason: 'no maintenance window is open', untilMs: 1_800_000_000_000 },
  reasons: [{ version: '2.0.0', verdict: 'wait', reason: 'no maintenance window is open' }],
}

/** The data directory of a node that answers every ask with `refusal`, and what it was asked. */
async function serve(t: TestContext, refusal?: string): Promise<{ directory: string; asked: OwnerAsk[] }> {
  const directory = await temporaryDirectory(t)
  const asked: OwnerAsk[] = []
  const ask = async (request: OwnerAsk) => {
    asked.push(request)
    return refusal
  }
  const plan = async (version: string | undefined) => {
    if (version === '9.9.9') throw new UserError('the signed metadata has no release 9.9.9')
    return releasePlan
  }
  const owner = { status: () => status, peers: () => mixedReport, updates: () => updatesReport, plan, ask }
  const server = await serveOwner(directory, owner)
  t.after(() => server.stop())
  return { directory, asked }
}

test('the status of a running node is read over its socket', async (t) => {
  const { directory } = await serve(t)

  assert.deepEqual(await askStatus(directory), JSON.parse(JSON.stringify(status)))
})

test('whom a running node has seen is read over its socket', async (t) => {
  const { directory } = await serve(t)

  assert.deepEqual(await askPeers(directory), mixedReport)
})

test('what a running node does about updates is read over its socket', async (t) => {
  const { directory } = await serve(t)

  assert.deepEqual(await askUpdates(directory), updatesReport)
})

test('where no node runs nobody can say whom it sees', async (t) => {
  await assert.rejects(askPeers(await temporaryDirectory(t)), /no node runs in .*mycel node supervise/)
})

test('what a running node would fetch is read over its socket', async (t) => {
  const { directory } = await serve(t)

  assert.deepEqual(await askPlan(directory, undefined), releasePlan)
})

test('a release that cannot be planned is refused with the reason', async (t) => {
  const { directory } = await serve(t)

  await assert.rejects(askPlan(directory, '9.9.9'), new UserError('the signed metadata has no release 9.9.9'))
})

test('where no node runs there is no status', async (t) => {
  assert.equal(await askStatus(await temporaryDirectory(t)), undefined)
})

for (const ask of [{ type: 'install', version: '2.0.0-rc.1' }, { type: 'rollback' }, { type: 'reboot' }] as const) {
  test(`${ask.type} reaches the node as it was asked for`, async (t) => {
    const { directory, asked } = await serve(t)

    await askNode(directory, ask)

    assert.deepEqual(asked, [ask])
  })
}

test('a refusal is told with its reason and the exit code for nothing to do', async (t) => {
  const { directory } = await serve(t, 'no release is staged')

  await assert.rejects(askNode(directory, { type: 'reboot' }), { message: 'no release is staged', exitCode: 2 })
})

test('a version that is none does not reach the node', async (t) => {
  const { directory, asked } = await serve(t)

  await assert.rejects(askNode(directory, { type: 'install', version: 'latest' }), /"latest" is not a version/)

  assert.deepEqual(asked, [])
})

test('to ask where no node runs says how to start one', async (t) => {
  const directory = await temporaryDirectory(t)

  await assert.rejects(
    askNode(directory, { type: 'rollback' }),
    (error) => error instanceof UserError && /no node runs in .*mycel node supervise/.test(error.message),
  )
})
