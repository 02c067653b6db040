import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FairQueue } from '#adapters/net/fair-queue.ts'

/** A queue in which alice waits for three things of 40 bytes, and bob for two. */
function busyQueue(turnBytes: number): FairQueue<string, { readonly bytes: number; readonly name: string }> {
  const queue = new FairQueue<string, { readonly bytes: number; readonly name: string }>(turnBytes)
  for (const name of ['alice 1', 'alice 2', 'alice 3', 'bob 1', 'bob 2']) {
    queue.add(name.split(' ')[0] ?? '', { bytes: 40, name })
  }
  return queue
}

/** The names of everything that is taken until nothing waits. */
function drain(queue: ReturnType<typeof busyQueue>): readonly string[] {
  const names: string[] = []
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) names.push(item.name)
  return names
}

test('parties take turns however much each waits for', () => {
  const queue = busyQueue(1)

  assert.deepEqual(drain(queue), ['alice 1', 'bob 1', 'alice 2', 'bob 2', 'alice 3'])
})

test('a turn lasts until its bytes are taken', () => {
  const queue = busyQueue(80)

  assert.deepEqual(drain(queue), ['alice 1', 'alice 2', 'bob 1', 'bob 2', 'alice 3'])
})

test('a party that has left waits for nothing', () => {
  const queue = busyQueue(80)
  queue.shift()

  const removed = queue.remove('alice')

  assert.deepEqual(
    removed.map(({ name }) => name),
    ['alice 2', 'alice 3'],
  )
  assert.deepEqual(drain(queue), ['bob 1', 'bob 2'])
})
