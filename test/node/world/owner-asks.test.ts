import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AskId, NodeInput } from '#node/engine/contract.ts'
import { type OwnerAsk, OwnerAsks } from '#node/world/owner-asks.ts'

for (const [ask, input] of [
  [
    { type: 'install', version: '2.0.0' },
    { type: 'install-asked', ask: 1 as AskId, version: '2.0.0' },
  ],
  [{ type: 'rollback' }, { type: 'rollback-asked', ask: 1 as AskId }],
  [{ type: 'reboot' }, { type: 'reboot-asked', ask: 1 as AskId }],
  [
    { type: 'approve', version: '2.0.0' },
    { type: 'approve-asked', ask: 1 as AskId, version: '2.0.0' },
  ],
  [
    { type: 'skip', version: '2.0.0' },
    { type: 'skip-asked', ask: 1 as AskId, version: '2.0.0' },
  ],
] as readonly (readonly [OwnerAsk, NodeInput])[]) {
  test(`to ask for ${ask.type} is one input of the engine`, () => {
    const inputs: NodeInput[] = []
    const asks = new OwnerAsks((told) => inputs.push(told))

    void asks.ask(ask)

    assert.deepEqual(inputs, [input])
  })
}

test('each ask resolves with its own answer', async () => {
  const asks = new OwnerAsks(() => {})
  const install = asks.ask({ type: 'install', version: '2.0.0' })
  const reboot = asks.ask({ type: 'reboot' })

  asks.answered(2 as AskId, 'no release is staged')
  asks.answered(1 as AskId, undefined)

  assert.equal(await install, undefined)
  assert.equal(await reboot, 'no release is staged')
})

test('an engine that answers at once is heard', async () => {
  const asks: OwnerAsks = new OwnerAsks((input) => {
    if (input.type === 'reboot-asked') asks.answered(input.ask, 'no release is staged')
  })

  assert.equal(await asks.ask({ type: 'reboot' }), 'no release is staged')
})

test('an answer that nobody waits for is nothing', () => {
  assert.doesNotThrow(() => new OwnerAsks(() => {}).answered(7 as AskId, undefined))
})
