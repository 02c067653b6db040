import { type ForkOptions, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { smallMemoryEnvironment, smallMemoryFlags } from '#adapters/memory/small-memory.ts'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import type { ImageFiles } from './anchors/anchor.ts'
import { type AnchorLimits, measureAnchors } from './anchors/measure-anchors.ts'
import type { DeltaReport } from './delta-report.ts'
import { digestOfFile, hashAndCopy } from './hash-and-copy.ts'

/** What encoding took, as its process says. */
export interface EncodeFacts {
  readonly documentBytes: number
  readonly payloadBytes: number
  readonly payloadCount: number
  readonly coverCount: number
  /** For the full payloads of all chunks, which are no part of the delta but what its patches are judged by. */
  readonly fullSeconds: number
  /** For the covers: a part of `encodeSeconds`. */
  readonly coverSeconds: number
  readonly encodeSeconds: number
  /** The peak while full payloads and delta were encoded. */
  readonly rssMb: number
  /** For making the new image again before it is signed, in one thread. */
  readonly verifySeconds: number
}

/** What applying took, as its process says. */
export interface ApplyFacts {
  readonly isRight: boolean
  readonly applySeconds: number
  readonly rssMb: number
}

/** What is measured. */
export interface DeltaBench {
  readonly basePath: string
  readonly imagePath: string
  /** Undefined where the anchors are not asked for. */
  readonly anchors: AnchorLimits | undefined
}

/**
 * Encodes and applies the delta between two image files, each in a process of its own, and runs the anchors on the same two.
 * Rejects where a result is not the new image.
 */
export async function measureDelta({ basePath, imagePath, anchors }: DeltaBench): Promise<DeltaReport> {
  const [baseBytes, imageBytes] = [(await stat(basePath)).size, (await stat(imagePath)).size]
  const pair = { basePath, baseBytes, imagePath, imageBytes, imageDigest: await digestOfFile(imagePath) }
  const own = await measureOwn(pair)
  return anchors === undefined ? own : { ...own, anchors: await measureAnchors(pair, anchors) }
}

async function measureOwn({ basePath, imagePath, imageBytes }: ImageFiles): Promise<DeltaReport> {
  const directory = await mkdtemp(join(tmpdir(), 'mycel-bench-delta-'))
  try {
    const encoded = await runProcess<EncodeFacts>('encode-process.ts', [basePath, imagePath, directory])
    const applied = await runProcess<ApplyFacts>('apply-process.ts', [basePath, directory, String(imageBytes)], small)
    if (!applied.isRight) throw new Error(`the delta of ${imagePath} makes another image`)
    const { documentBytes, payloadBytes, rssMb: encodeRssMb, ...rest } = encoded
    return {
      deltaBytes: documentBytes + payloadBytes,
      manifestBytes: manifestBytesOf(imageBytes),
      documentBytes,
      ...rest,
      encodeRssMb,
      applySeconds: applied.applySeconds,
      applyRssMb: applied.rssMb,
      hashAndCopySeconds: await hashAndCopy(imagePath, join(directory, 'copy')),
    }
  } finally {
    await rm(directory, { recursive: true })
  }
}

/** As `mycel apply` starts itself. */
const small: ForkOptions = { execArgv: [...smallMemoryFlags], env: { ...smallMemoryEnvironment, ...process.env } }

async function runProcess<Facts>(script: string, words: readonly string[], options: ForkOptions = {}): Promise<Facts> {
  const child = fork(join(import.meta.dirname, script), [...words], options)
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
