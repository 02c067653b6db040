import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInWorkers } from '#adapters/workers/run-in-workers.ts'
import { WorkerPool, WorkerTaskFailed } from '#adapters/workers/worker-pool.ts'
import { BrokenRule } from '#core/check.ts'
import type { OddTask } from '#test/adapters/workers/odd-worker.ts'

test('a task that throws rejects with the message of the thread', async (context) => {
  const pool = openPool(context)

  await assert.rejects(pool.run('throw'), new WorkerTaskFailed('no such image'))
})

test('a thread that dies takes only its own task with it', async (context) => {
  const pool = openPool(context)

  const dying = assert.rejects(pool.run('die'), new WorkerTaskFailed('a worker thread ended with code 7'))
  const next = pool.run('answer')

  await dying
  assert.equal(await next, 'answered')
})

test('a pool refuses more tasks than it takes', async (context) => {
  const pool = openPool(context)
  const accepted = Array.from({ length: pool.tasksMax }, () => pool.run('answer'))

  assert.throws(() => pool.run('answer'), BrokenRule)

  assert.deepEqual(new Set(await Promise.all(accepted)), new Set(['answered']))
})

test('many tasks run in order within the bound of the pool', async (context) => {
  const pool = openPool(context)
  const tasks = Array.from({ length: 20 }, (): OddTask => 'answer')

  const results = await Array.fromAsync(runInWorkers(pool, tasks))

  assert.equal(results.length, 20)
})

test('the first task that fails ends the stream of results', async (context) => {
  const pool = openPool(context)
  const tasks: OddTask[] = ['answer', 'throw', 'throw', 'answer']

  await assert.rejects(Array.fromAsync(runInWorkers(pool, tasks)), new WorkerTaskFailed('no such image'))
})

function openPool(context: { after(close: () => Promise<void>): void }) {
  const script = '#test/adapters/workers/odd-worker.ts'
  const pool = new WorkerPool<OddTask, string>({ script, workers: 1, queueMax: 3 })
  context.after(() => pool.close())
  return pool
}
