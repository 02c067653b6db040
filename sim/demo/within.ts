import { UserError } from '#core/errors.ts'

/** How long a job may take, and what a person reads when it takes longer. */
export interface Bounds {
  readonly timeoutMs: number
  /** What is late and where to look; asked for when the time is over. */
  readonly problem: () => string
  /** Ends the wait with the reason of the signal. */
  readonly signal?: AbortSignal
}

/** Waits for a job. Throws {@link UserError} when it takes too long, and what a signal was aborted with. */
export async function within<Result>(job: Promise<Result>, { timeoutMs, problem, signal }: Bounds): Promise<Result> {
  const { promise: never, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal?.reason)
  const timer = setTimeout(
    () => reject(new UserError(`after ${Math.round(timeoutMs / 1000)} s ${problem()}`)),
    timeoutMs,
  )
  signal?.addEventListener('abort', abort)
  if (signal?.aborted) abort()
  try {
    return await Promise.race([job, never])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
