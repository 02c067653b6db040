/** What `job` comes to. Rejects with `problem` where it takes longer. */
export async function within<Result>(timeoutMs: number, job: Promise<Result>, problem: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${problem} within ${Math.round(timeoutMs / 1000)} s`)), timeoutMs)
  })
  try {
    return await Promise.race([job, timeout])
  } finally {
    clearTimeout(timer)
  }
}
