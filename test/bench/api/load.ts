import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** How a server answered under load. */
export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly worstMs: number
  /** Answers that were no success, and those that did not come. */
  readonly failures: number
}

/** What is sent, how fast and how long. */
export interface Load {
  readonly url: string
  /** A file of bodies, one a line: more than are sent. */
  readonly bodies: string
  /** 0 for as fast as the connections carry it. */
  readonly requestsPerSec: number
  readonly connections: number
  readonly seconds: number
}

/** Posts to a server with wrk. Rejects where wrk is not installed. */
export async function runLoad({ url, bodies, requestsPerSec, connections, seconds }: Load): Promise<LoadResult> {
  const script = join(import.meta.dirname, 'paced.lua')
  const shape = ['--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`]
  const words = [...shape, '--timeout', '10s', '--script', script, url, '--', bodies, String(requestsPerSec)]
  const { stdout } = await promisify(execFile)('wrk', words).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    throw new Error("wrk is not installed: 'apt-get install wrk' brings it")
  })
  return JSON.parse(stdout.split('\n').find((line) => line.startsWith('{')) ?? '') as LoadResult
}
