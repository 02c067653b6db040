import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { UserError } from '#core/errors.ts'
import { askNode, askStatus, serveOwner } from '#node/status/owner-api.ts'
import type { OwnerAsk } from '#node/world/owner-asks.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { nodeStatus as status } from '#test/node/status/node-status.ts'

/** The data directory of a node that answers every ask with `refusal`, and what it was asked. */
async function serve(t: TestContext, refusal?: string): Promise<{ directory: string; asked: OwnerAsk[] }> {
  const directory = await temporaryDirectory(t)
  const asked: OwnerAsk[] = []
  const ask = async (request: OwnerAsk) => {
    asked.push(request)
    return refusal
  }
  const server = await serveOwner(directory, { status: () => status, ask })
  t.after(() => server.stop())
  return { directory, asked }
}

test('the status of a running node is read over its socket', async (t) => {
  const { directory } = await serve(t)

  assert.deepEqual(await askStatus(directory), JSON.parse(JSON.stringify(status)))
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
