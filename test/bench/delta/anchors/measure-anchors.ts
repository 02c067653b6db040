import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { digestOfFile } from '#test/bench/delta/hash-and-copy.ts'
import {
  type AnchorField,
  type AnchorOutcome,
  type AnchorOutcomes,
  type AnchorProgram,
  type DeltaAnchor,
  type ImageFiles,
  madePathIn,
} from './anchor.ts'
import { casync } from './casync.ts'
import { measureProcess } from './measure-process.ts'
import { bsdiff, hdiffpatch, xdelta3, zstd } from './whole-file-anchors.ts'

/** All anchors, in the order of the table. */
export const anchors: readonly DeltaAnchor[] = [xdelta3, zstd, bsdiff, casync, hdiffpatch]

/** The most memory that an anchor may ask for, in bytes. */
const memoryBytesMax = 8e9

/** What an anchor may take. */
export interface AnchorLimits {
  /** For each of its commands. */
  readonly limitSeconds: number
}

/** Measures the anchors on a pair of images, one after the other. Rejects where one makes another image than the new one. */
export async function measureAnchors(pair: ImageFiles, limits: AnchorLimits): Promise<AnchorOutcomes> {
  const outcomes: Record<string, AnchorOutcome> = {}
  for (const anchor of anchors) outcomes[anchor.name] = await measureAnchor(anchor, pair, limits)
  return outcomes
}

/** Measures one anchor on a pair of images. Rejects where it makes another image than the new one. */
export async function measureAnchor(
  anchor: DeltaAnchor,
  pair: ImageFiles,
  limits: AnchorLimits,
): Promise<AnchorOutcome> {
  const memoryBytes = anchor.memoryBytes?.(pair) ?? 0
  if (memoryBytes > memoryBytesMax) return { leftOut: `needs ${(memoryBytes / 1e9).toFixed(1)} GB of memory` }
  const missing = await firstMissing([gnuTime, ...anchor.programs])
  if (missing !== undefined) return { leftOut: `there is no ${missing.command} here (${missing.from})` }
  const directory = await mkdtemp(join(tmpdir(), `mycel-bench-${anchor.name}-`))
  try {
    return await run(anchor, { ...pair, directory }, limits)
  } finally {
    await rm(directory, { recursive: true })
  }
}

/** What measures them all. */
const gnuTime: AnchorProgram = { command: 'time', from: 'Debian package time' }

async function run(anchor: DeltaAnchor, field: AnchorField, { limitSeconds }: AnchorLimits): Promise<AnchorOutcome> {
  const limits = { limitSeconds, rssPath: join(field.directory, 'rss') }
  if (anchor.prepare !== undefined) {
    const prepared = await measureProcess(anchor.prepare(field), limits)
    if (prepared.type === 'failed') return { leftOut: `preparing ${prepared.reason}` }
  }
  const encoded = await measureProcess(anchor.encode(field), limits)
  if (encoded.type === 'failed') return { leftOut: `encoding ${encoded.reason}` }
  const bytes = await anchor.travel(field)
  const applied = await measureProcess(anchor.apply(field), limits)
  if (applied.type === 'failed') return { leftOut: `applying ${applied.reason}` }
  if ((await digestOfFile(madePathIn(field.directory))) !== field.imageDigest) {
    throw new Error(`${anchor.name} makes another image of ${field.basePath} than ${field.imagePath}`)
  }
  return {
    bytes,
    encodeSeconds: encoded.seconds,
    encodeRssMb: encoded.rssMb,
    applySeconds: applied.seconds,
    applyRssMb: applied.rssMb,
  }
}

const execute = promisify(execFile)

async function firstMissing(programs: readonly AnchorProgram[]): Promise<AnchorProgram | undefined> {
  for (const program of programs) {
    if (!(await isThere(program))) return program
  }
  return undefined
}

function isThere({ command }: AnchorProgram): Promise<boolean> {
  return execute('which', [command]).then(
    () => true,
    () => false,
  )
}
