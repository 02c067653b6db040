import { parentPort, workerData } from 'node:worker_threads'
import { check } from '#core/check.ts'
import { FormatError, messageOf } from '#core/errors.ts'

/** What a thread says of one task. */
export type TaskAnswer<Result> =
  | { readonly type: 'done'; readonly result: Result }
  | { readonly type: 'malformed'; readonly subject: string; readonly problem: string }
  | { readonly type: 'failed'; readonly message: string }

/**
 * Makes this thread one of a `WorkerPool`: carries out what it is sent, one task after the other. `shared` is what the
 * pool gives each of its threads.
 */
export function serveTasks<Task, Result, Shared = undefined>(carryOut: (task: Task, shared: Shared) => Result): void {
  const port = parentPort
  check(port !== null, 'tasks are served in a worker thread')
  port.on('message', (task: Task) => {
    try {
      const result = carryOut(task, workerData as Shared)
      port.postMessage({ type: 'done', result } satisfies TaskAnswer<Result>)
    } catch (error) {
      port.postMessage(answerOf(error))
    }
  })
}

function answerOf(error: unknown): TaskAnswer<never> {
  if (!(error instanceof FormatError)) return { type: 'failed', message: messageOf(error) }
  return { type: 'malformed', subject: error.subject, problem: error.message.slice(`${error.subject}: `.length) }
}
