/** Makes an image of a base file and a delta in a directory, one chunk in memory, and says what it took. */
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GarbageBudget } from '#adapters/memory/garbage-budget.ts'
import { chunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { decodePayload } from '#core/codec/decode-payload.ts'
import { makeChunk } from '#core/delta/make-chunk.ts'
import { PatchCursor } from '#core/delta/patch-cursor.ts'
import { planReads, sourceIn } from '#core/delta/plan-reads.ts'
import { Moves } from '#core/delta/predict/moves.ts'
import { ReferenceMap } from '#core/delta/predict/reference-map.ts'
import { DigestStream, sha256 } from '#core/digest.ts'
import { piecesOf } from '#core/format/covers.ts'
import { decodeDelta } from '#core/format/delta.ts'
import type { ApplyFacts } from '#test/bench/delta/measure-delta.ts'

const [basePath = '', directory = '', imageBytes = '0'] = process.argv.slice(2)

async function main(): Promise<void> {
  const began = performance.now()
  const garbage = new GarbageBudget()
  const geometry = chunkGeometry(Number(imageBytes))
  const delta = decodeDelta(new Uint8Array(await readFile(join(directory, 'delta'))), geometry)
  const map = new ReferenceMap(new Moves(delta.covers), delta.addresses)
  const ops = new Map(delta.ops.map((op) => [op.chunk, op]))
  await using base = await open(basePath, 'r')
  await using made = await open(join(directory, 'image'), 'w+')
  const write = async (chunk: number, bytes: Uint8Array, digest?: string): Promise<void> => {
    if (digest !== undefined && sha256(bytes) !== digest) throw new Error(`chunk ${chunk} is wrong`)
    await made.write(bytes, 0, bytes.byteLength, chunkRange(geometry, chunk).offset)
    garbage.moved(bytes.byteLength)
  }
  for (let chunk = 0; chunk < geometry.chunkCount; chunk++) {
    const range = chunkRange(geometry, chunk)
    const op = ops.get(chunk)
    if (op?.type === 'payload') continue
    const bytes = new Uint8Array(range.bytes)
    if (op?.type !== 'zero') await base.read(bytes, 0, range.bytes, op?.type === 'copy' ? op.source : range.offset)
    await write(chunk, bytes, op?.digest)
  }
  for (const [number, { digest, isPatch }] of delta.payloads.entries()) {
    const mine = delta.ops.filter((op) => op.type === 'payload' && op.payload === number)
    const payload = new Uint8Array(await readFile(join(directory, digest)))
    const outputBytes = mine.reduce((sum, op) => sum + chunkRange(geometry, op.chunk).bytes, 0)
    const decoded = decodePayload({ payload, isPatch, chunkCount: mine.length, outputBytes })
    garbage.moved(payload.byteLength)
    if (decoded.type === 'chunk') {
      await write(mine[0]?.chunk ?? 0, decoded.bytes, mine[0]?.digest)
      continue
    }
    const { patch } = decoded
    const cursor = new PatchCursor(patch)
    for (const [place, op] of mine.entries()) {
      const range = chunkRange(geometry, op.chunk)
      const pieces = [...piecesOf(delta.covers, range)]
      const reads = planReads(pieces)
      const sources = new Uint8Array(reads.bytes)
      for (const { offset, bytes, start } of reads.extents) await base.read(sources, start, bytes, offset)
      const sourceOf = (piece: number) => sourceIn(sources, reads, pieces, piece)
      await write(
        op.chunk,
        makeChunk(cursor, { range, pieces, sourceOf, rules: patch.rules[place] ?? 0, map }),
        op.digest,
      )
      garbage.moved(sources.byteLength)
    }
    cursor.requireEnd()
    garbage.moved(patch.lengths.byteLength + patch.differences.byteLength + patch.fresh.byteLength)
  }
  const whole = new DigestStream()
  const part = new Uint8Array(2 ** 20)
  for (let at = 0; at < geometry.imageBytes; at += part.byteLength) {
    const { bytesRead } = await made.read(part, 0, part.byteLength, at)
    whole.update(part.subarray(0, bytesRead))
  }
  const isRight = whole.digest() === delta.image
  const facts: ApplyFacts = {
    isRight,
    applySeconds: (performance.now() - began) / 1000,
    rssMb: process.resourceUsage().maxRSS / 1024,
  }
  process.send?.(facts)
}

await main()
