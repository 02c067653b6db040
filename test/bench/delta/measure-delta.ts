import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chunkGeometry } from '#core/chunk-geometry.ts'

/** What encoding took, as its process says. */
export interface EncodeFacts {
  readonly documentBytes: number
  readonly payloadBytes: number
  readonly payloadCount: number
  readonly coverCount: number
  /** The part of the time that finding the covers took. */
  readonly coverSeconds: number
  readonly encodeSeconds: number
  readonly rssMb: number
}

/** What applying took, as its process says. */
export interface ApplyFacts {
  readonly isRight: boolean
  readonly applySeconds: number
  readonly rssMb: number
}

/** What the delta between two images is, and what it takes. */
export interface DeltaReport {
  /** All payloads and the delta document. */
  readonly deltaBytes: number
  /** What else a device fetches of the manifest: the release document's part of it. */
  readonly manifestBytes: number
  readonly documentBytes: number
  readonly payloadCount: number
  readonly coverCount: number
  readonly coverSeconds: number
  readonly encodeSeconds: number
  readonly encodeRssMb: number
  readonly applySeconds: number
  readonly applyRssMb: number
}

/** Encodes and applies the delta between two image files, each in a process of its own. Rejects where the result is not the new image. */
export async function measureDelta(basePath: string, imagePath: string): Promise<DeltaReport> {
  const directory = await mkdtemp(join(tmpdir(), 'mycel-bench-delta-'))
  try {
    const imageBytes = (await stat(imagePath)).size
    const encoded = await runProcess<EncodeFacts>('encode-process.ts', [basePath, imagePath, directory])
    const applied = await runProcess<ApplyFacts>('apply-process.ts', [basePath, directory, String(imageBytes)])
    if (!applied.isRight) throw new Error(`the delta of ${imagePath} makes another image`)
    return {
      deltaBytes: encoded.documentBytes + encoded.payloadBytes,
      manifestBytes: manifestBytesOf(imageBytes),
      documentBytes: encoded.documentBytes,
      payloadCount: encoded.payloadCount,
      coverCount: encoded.coverCount,
      coverSeconds: rounded(encoded.coverSeconds),
      encodeSeconds: rounded(encoded.encodeSeconds),
      encodeRssMb: Math.round(encoded.rssMb),
      applySeconds: rounded(applied.applySeconds),
      applyRssMb: Math.round(applied.rssMb),
    }
  } finally {
    await rm(directory, { recursive: true })
  }
}

async function runProcess<Facts>(script: string, words: readonly string[]): Promise<Facts> {
  const child = fork(join(import.meta.dirname, script), [...words])
  const facts = once(child, 'message').then(([message]) => message as Facts)
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${script} ended with ${code}`)))
  const first = await Promise.race([facts, ended])
  ended.catch(() => undefined)
  return first
}

/** Length, chunk size, digest, and one digest of a page of each kind per 1024 chunks (`docs/format.md` §5). */
function manifestBytesOf(imageBytes: number): number {
  const pages = Math.ceil(chunkGeometry(imageBytes).chunkCount / 1024)
  return 46 + 2 * 34 * pages
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100
}
