import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GarbageBudget } from '#adapters/memory/garbage-budget.ts'
import { Traffic } from '#node/world/traffic.ts'
import { chunk, payload } from '#test/core/exchange/rig.ts'

test('what came is counted by link, and finished chunks besides', () => {
  const traffic = new Traffic(new GarbageBudget())

  traffic.received('wan', payload('pack'), 100)
  traffic.received('lan', payload('pack'), 20)
  traffic.received('lan', chunk('chunk'), 3)

  const { receivedBytes, chunkBytes } = traffic.totals()
  assert.deepEqual(receivedBytes, { lan: 23, wan: 100 })
  assert.deepEqual(chunkBytes, { lan: 3, wan: 0 })
})

test('what was forged and what went are counted apart', () => {
  const traffic = new Traffic(new GarbageBudget())

  traffic.rejected(5)
  traffic.sent(7)

  const { receivedBytes, rejectedCount, rejectedBytes, sentBytes } = traffic.totals()
  assert.deepEqual(
    { receivedBytes, rejectedCount, rejectedBytes, sentBytes },
    {
      receivedBytes: { lan: 0, wan: 0 },
      rejectedCount: 1,
      rejectedBytes: 5,
      sentBytes: 7,
    },
  )
})

test('totals that were read do not change', () => {
  const traffic = new Traffic(new GarbageBudget())
  const before = traffic.totals()

  traffic.received('wan', payload('pack'), 100)

  assert.equal(before.receivedBytes.wan, 0)
})
