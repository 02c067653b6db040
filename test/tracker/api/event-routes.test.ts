import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deadlineMs } from '#test/adapters/libp2p/test-peer.ts'
import { ControlRig, eventsOf, orderOfAll } from '#test/tracker/api/control-rig.ts'

async function watch(rig: ControlRig, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${rig.url}/v1/rollouts/spring/events`, {
    headers: { authorization: `Bearer ${rig.ownerToken}`, ...headers },
    signal: AbortSignal.timeout(deadlineMs),
  })
}

test('who watches a rollout is told its story from the beginning, and each entry as it comes', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0', '1.1.0')
  await rig.ask('/v1/rollouts', { body: orderOfAll })
  const response = await watch(rig)

  const kinds: string[] = []
  for await (const { entry } of eventsOf(response)) {
    if (entry === undefined) await rig.ask('/v1/rollouts/spring/actions', { body: { action: 'pause' } })
    else kinds.push(entry.kind)
    if (entry?.kind === 'paused') break
  }

  assert.equal(response.headers.get('content-type'), 'text/event-stream')
  assert.deepEqual(kinds, ['created', 'opened', 'waiting', 'paused'])
})

test('who comes back with Last-Event-ID is told only what is new', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0', '1.1.0')
  await rig.ask('/v1/rollouts', { body: orderOfAll })
  await rig.ask('/v1/rollouts/spring/actions', { body: { action: 'pause' } })

  const response = await watch(rig, { 'last-event-id': '3' })

  for await (const { entry } of eventsOf(response)) {
    assert.equal(entry?.number, 4)
    break
  }
})

test('a tracker that ends does not wait for those who watch', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0', '1.1.0')
  await rig.ask('/v1/rollouts', { body: orderOfAll })
  const response = await watch(rig)

  await rig.end()

  await assert.rejects(async () => {
    for await (const event of eventsOf(response)) assert.ok(event)
    throw new Error('the events ended')
  })
})
