import type { WorkerPool } from '#adapters/workers/worker-pool.ts'

/**
 * Carries out tasks in the threads of a pool and yields the results in the order of the tasks. Never
 * more tasks are under way than the pool takes; the next is asked for when the oldest is done.
 */
export async function* runInWorkers<Task, Result>(
  pool: WorkerPool<Task, Result>,
  tasks: Iterable<Task> | AsyncIterable<Task>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = []
  for await (const task of tasks) {
    running.push(withoutAlarm(pool.run(task)))
    const oldest = running.length < pool.tasksMax ? undefined : running.shift()
    if (oldest !== undefined) yield await oldest
  }
  for (const result of running) yield await result
}

/** A task that fails while an older one is awaited is reported when its turn comes, or not at all after a failure. */
function withoutAlarm<Result>(result: Promise<Result>): Promise<Result> {
  result.catch(() => undefined)
  return result
}
