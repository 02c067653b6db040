import { chunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import type { Effort } from '#core/codec/compress.ts'
import { encodeZstd } from '#core/codec/encode-payload.ts'
import { deltaOnBase, type MadeChunk, makeFromBase, makeFromPayload } from '#core/delta/apply-delta.ts'
import { assembleDelta } from '#core/delta/assemble-delta.ts'
import { indexBase } from '#core/delta/covers/base-index.ts'
import { coverRun, joinCovers } from '#core/delta/covers/cover-image.ts'
import { encodeRun } from '#core/delta/encode-run.ts'
import { planDelta } from '#core/delta/plan-delta.ts'
import { findPrograms } from '#core/delta/predict/find-programs.ts'
import { type Digest, sha256 } from '#core/digest.ts'
import { type Delta, decodeDelta, encodeDelta } from '#core/format/delta.ts'

/** A delta as a device reads it, and every payload that it may name. */
export interface MadeDelta {
  readonly delta: Delta
  readonly payloads: ReadonlyMap<Digest, Uint8Array>
}

/** Quick, for tests that look at other things than bytes. */
const smallEffort: Effort = { zstdLevel: 3, brotliQuality: undefined }

/** Makes the delta between two images the way the builder does, with every run encoded here. */
export function makeDelta(base: Uint8Array, image: Uint8Array, { effort = smallEffort, runOrder = 1 } = {}): MadeDelta {
  const geometry = chunkGeometry(image.byteLength)
  const payloads = new Map<Digest, Uint8Array>()
  const keep = (payload: Uint8Array): { digest: Digest; bytes: number } => {
    payloads.set(sha256(payload), payload)
    return { digest: sha256(payload), bytes: payload.byteLength }
  }
  const chunks = Array.from({ length: geometry.chunkCount }, (_, chunk) => {
    const { offset, bytes } = chunkRange(geometry, chunk)
    const content = image.subarray(offset, offset + bytes)
    return { digest: sha256(content), full: keep(encodeZstd(content, effort.zstdLevel)) }
  })
  const plan = planDelta(geometry)
  const pair = { base, index: indexBase(base), image, geometry }
  const covers = joinCovers(plan.runs.map((run) => coverRun({ ...pair, run })))
  const programs = findPrograms({ base, image, covers })
  const encode = (number: number) => {
    const run = plan.runs[number] ?? { firstChunk: 0, chunkCount: 0 }
    const mine = chunks.slice(run.firstChunk, run.firstChunk + run.chunkCount)
    const { payloadsWanted } = plan
    const baseGeometry = chunkGeometry(base.byteLength)
    return encodeRun({
      base,
      image,
      geometry,
      baseGeometry,
      covers,
      programs,
      effort,
      payloadsWanted,
      run,
      chunks: mine,
    })
  }
  const numbers = [...plan.runs.keys()].sort((a, b) => runOrder * (a - b))
  const encoded = new Map(numbers.map((number) => [number, encode(number)]))
  const runs = [...plan.runs.keys()].map((number) => encoded.get(number) ?? encode(number))
  for (const { content } of runs.flatMap((run) => run.payloads)) if (content !== undefined) keep(content)
  const delta = assembleDelta({ baseImage: sha256(base), image: sha256(image), covers, programs, runs })
  return { delta: decodeDelta(encodeDelta(delta), geometry), payloads }
}

/** The image that a delta makes of a base. */
export function applyDelta(base: Uint8Array, { delta, payloads }: MadeDelta, imageBytes: number): Uint8Array {
  const onBase = deltaOnBase({ base, delta, geometry: chunkGeometry(imageBytes) })
  const image = new Uint8Array(imageBytes)
  const place = ({ chunk, bytes }: MadeChunk): void => image.set(bytes, chunk * onBase.geometry.chunkBytes)
  for (const made of makeFromBase(onBase)) place(made)
  delta.payloads.forEach(({ digest }, number) => {
    makeFromPayload(onBase, number, payloads.get(digest) ?? new Uint8Array()).forEach(place)
  })
  return image
}
