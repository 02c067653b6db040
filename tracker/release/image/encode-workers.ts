import { availableParallelism } from 'node:os'
import { runInWorkers } from '#adapters/workers/run-in-workers.ts'
import { WorkerPool } from '#adapters/workers/worker-pool.ts'

/** The most threads that encode at once: each takes up to some 100 MB over a patch. */
const encodersMax = 16

/**
 * The most tasks that wait for a thread, or whose outcome waits for that of an older one: so many that one task of several
 * seconds keeps no other thread waiting.
 */
const waitingMax = 32

/**
 * Carries out encoding tasks of one kind on every processor and yields what they come to, in order.
 * `script` is a module that serves such tasks, `shared` what each thread gets once. The threads end with the stream.
 */
export async function* encodeInWorkers<Task, Result>(
  script: `#tracker/release/image/encode-${'covers' | 'full' | 'run'}-worker.ts`,
  tasks: Iterable<Task>,
  shared?: unknown,
  threads = availableParallelism(),
): AsyncGenerator<Result> {
  const workers = Math.min(encodersMax, threads)
  const pool = new WorkerPool<Task, Result>({ script, workers, queueMax: waitingMax, shared })
  try {
    yield* runInWorkers(pool, tasks)
  } finally {
    await pool.close()
  }
}
