import { Worker } from 'node:worker_threads'
import type { TaskAnswer } from '#adapters/workers/serve-tasks.ts'
import { check } from '#core/check.ts'
import { FormatError } from '#core/errors.ts'

/** What a pool is made of. It starts nothing until the first task. */
export interface WorkerPoolOptions {
  /**
   * The module that calls `serveTasks`, as an import names it: `#room/path.ts`. So `package.json` says where it is,
   * in a checkout and in an installed package.
   */
  readonly script: `#${string}.ts`
  /** The most threads, at least 1. */
  readonly workers: number
  /** The most tasks that wait for a thread; the caller keeps within it. */
  readonly queueMax: number
  /** What each thread gets once, when it starts: a copy, but for bytes in shared memory. */
  readonly shared?: unknown
}

/** A task failed in its thread for another reason than the form of its data; the message is the thread's. */
export class WorkerTaskFailed extends Error {
  override readonly name: string = 'WorkerTaskFailed'
}

/**
 * Threads that carry out tasks of one kind, each one task at a time, tasks in the order they came. A
 * thread that dies takes only its own task with it.
 */
export class WorkerPool<Task, Result> {
  readonly #options: WorkerPoolOptions
  readonly #waiting: Job<Task, Result>[] = []
  readonly #idle: Worker[] = []
  readonly #busy = new Map<Worker, Job<Task, Result>>()
  #closed = false

  constructor(options: WorkerPoolOptions) {
    check(options.workers >= 1, 'a pool has a worker')
    this.#options = options
  }

  /** How many tasks the pool takes at once, running and waiting. */
  get tasksMax(): number {
    return this.#options.workers + this.#options.queueMax
  }

  /** Carries out one task. Rejects with {@link FormatError} as the task threw it, or {@link WorkerTaskFailed}. */
  run(task: Task): Promise<Result> {
    if (this.#closed) return Promise.reject(new WorkerTaskFailed('the worker threads are closed'))
    check(this.#busy.size + this.#waiting.length < this.tasksMax, 'a pool gets no more tasks than it takes')
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject })
      this.#startNext()
    })
  }

  /** Ends all threads. What still runs or waits is rejected. */
  async close(): Promise<void> {
    this.#closed = true
    const running = [...this.#busy]
    const workers = [...this.#idle.splice(0), ...running.map(([worker]) => worker)]
    for (const job of this.#waiting.splice(0)) job.reject(new WorkerTaskFailed('the worker threads were closed'))
    for (const [worker] of running) this.#settle(worker)?.reject(new WorkerTaskFailed('the worker threads were closed'))
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  #startNext(): void {
    if (this.#closed || this.#busy.size >= this.#options.workers) return
    const job = this.#waiting.shift()
    if (job === undefined) return
    const worker = this.#idle.pop() ?? this.#startWorker()
    this.#busy.set(worker, job)
    try {
      worker.postMessage(job.task)
    } catch (error) {
      this.#settle(worker)?.reject(error)
      this.#free(worker)
    }
  }

  #startWorker(): Worker {
    const { script, shared } = this.#options
    const url = new URL(import.meta.resolve(script))
    const worker = new Worker(url, { workerData: shared })
    worker.on('message', (answer: TaskAnswer<Result>) => {
      const job = this.#settle(worker)
      if (job === undefined) return
      answerJob(job, answer)
      this.#free(worker)
    })
    worker.on('error', (cause) => this.#bury(worker, new WorkerTaskFailed(String(cause), { cause })))
    worker.on('exit', (code) => this.#bury(worker, new WorkerTaskFailed(`a worker thread ended with code ${code}`)))
    return worker
  }

  /** Takes the running job from a worker. */
  #settle(worker: Worker): Job<Task, Result> | undefined {
    const job = this.#busy.get(worker)
    this.#busy.delete(worker)
    return job
  }

  #free(worker: Worker): void {
    if (this.#closed) return
    this.#idle.push(worker)
    this.#startNext()
  }

  #bury(worker: Worker, reason: WorkerTaskFailed): void {
    const place = this.#idle.indexOf(worker)
    if (place >= 0) this.#idle.splice(place, 1)
    this.#settle(worker)?.reject(reason)
    this.#startNext()
  }
}

interface Job<Task, Result> {
  readonly task: Task
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

function answerJob<Task, Result>(job: Job<Task, Result>, answer: TaskAnswer<Result>): void {
  if (answer.type === 'done') job.resolve(answer.result)
  else if (answer.type === 'malformed') job.reject(new FormatError(answer.subject, answer.problem))
  else job.reject(new WorkerTaskFailed(answer.message))
}
