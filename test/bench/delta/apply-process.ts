/** Makes an image of a base file and a delta in a directory, as `mycel apply` does, and says what it took. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { check } from '#core/check.ts'
import { type ChunkGeometry, chunkGeometry } from '#core/chunk-geometry.ts'
import { type Delta, decodeDelta } from '#core/format/delta.ts'
import type { ChunkDigests } from '#core/plan/chunk-digests.ts'
import { makeImage } from '#node/apply/make-image.ts'
import { NewFile } from '#node/apply/new-file.ts'
import { OldImage } from '#node/apply/old-image.ts'
import { hashChunks, hashImage } from '#node/install/read-chunks.ts'
import type { ApplyFacts } from '#test/bench/delta/measure-delta.ts'
import { ownPeakRssMb } from '#test/bench/delta/peak-rss.ts'

const [basePath = '', directory = '', imageBytes = '0'] = process.argv.slice(2)

async function main(): Promise<void> {
  const began = performance.now()
  const geometry = chunkGeometry(Number(imageBytes))
  const delta = decodeDelta(await readFile(join(directory, 'delta')), geometry)
  const base = await OldImage.open(basePath)
  // In the place of the digest of the whole base, by which `mycel apply` finds the delta.
  const baseDigests = await hashChunks(base, chunkGeometry(base.bytes, geometry.chunkBytes))
  await using file = await NewFile.create(join(directory, 'image'), geometry.imageBytes)
  await makeImage({
    ...{ base, delta, geometry, digests: digestsOf(delta, geometry, baseDigests), into: file.content },
    payloadOf: ({ digest }) => readFile(join(directory, digest)),
    signal: new AbortController().signal,
    onChunk: () => undefined,
  })
  await file.content.sync()
  const isRight = (await hashImage(file.content, geometry)) === delta.image
  await file.publish()
  await base.close()
  const facts: ApplyFacts = { isRight, applySeconds: (performance.now() - began) / 1000, rssMb: ownPeakRssMb() }
  process.send?.(facts)
}

/** The digest of every chunk: the delta says those that the base does not have at their places. */
function digestsOf(delta: Delta, { chunkCount }: ChunkGeometry, base: ChunkDigests): ChunkDigests {
  const changed = new Map(delta.ops.map((op) => [op.chunk, op.digest]))
  return Array.from({ length: chunkCount }, (_, chunk) => {
    const digest = changed.get(chunk) ?? base[chunk]
    check(digest !== undefined, 'a chunk is in the delta or in the base')
    return digest
  })
}

await main()
