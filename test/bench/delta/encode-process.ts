/** Encodes the delta between two image files into a directory, in a process of its own, and says what it took. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { assembleDelta } from '#core/delta/assemble-delta.ts'
import { type Digest, DigestStream, sha256 } from '#core/digest.ts'
import { decodeDelta, encodeDelta } from '#core/format/delta.ts'
import type { EncodeFacts } from '#test/bench/delta/measure-delta.ts'
import { ownPeakRssMb } from '#test/bench/delta/peak-rss.ts'
import { applyDelta } from '#test/core/delta/make-delta.ts'
import { collect, type EncodedFull, type FullTask } from '#tracker/release/image/encode-image.ts'
import { coverImage } from '#tracker/release/image/encode-runs.ts'
import { encodeInWorkers } from '#tracker/release/image/encode-workers.ts'
import { readImageFile } from '#tracker/release/image/image-file.ts'

const [basePath = '', imagePath = '', directory = ''] = process.argv.slice(2)

/** As the builder has it. */
const fullLevel = 9

async function main(): Promise<void> {
  const base = await readImageFile(basePath)
  const image = await readImageFile(imagePath)
  const geometry = chunkGeometry(image.byteLength)
  const digests = { baseImage: digestOf(base), image: digestOf(image) }
  const fullsBegan = performance.now()
  const chunks = await encodeFulls(image)
  const began = performance.now()
  const covered = await coverImage({ base, baseGeometry: chunkGeometry(base.byteLength), image, geometry, chunks })
  const coverSeconds = (performance.now() - began) / 1000
  const runs = await collect(covered.runs(), () => undefined)
  const { covers, programs } = covered
  const delta = assembleDelta({ ...digests, covers, programs, runs })
  const document = encodeDelta(delta)
  const encodeSeconds = (performance.now() - began) / 1000
  const rssMb = ownPeakRssMb()
  const payloads = new Map(chunks.map(({ full, payload }) => [full.digest, payload]))
  for (const { digest, content } of runs.flatMap((run) => run.payloads)) {
    if (content !== undefined) payloads.set(digest, content)
  }
  const verifyBegan = performance.now()
  verify(base, image, { document, payloads })
  const verifySeconds = (performance.now() - verifyBegan) / 1000
  await writeFile(join(directory, 'delta'), document)
  for (const { digest } of delta.payloads) await writeFile(join(directory, digest), payloads.get(digest) ?? '')
  const facts: EncodeFacts = {
    documentBytes: document.byteLength,
    payloadBytes: delta.payloads.reduce((sum, { bytes }) => sum + bytes, 0),
    payloadCount: delta.payloads.length,
    coverCount: covers.targets.length,
    fullSeconds: (began - fullsBegan) / 1000,
    coverSeconds,
    encodeSeconds,
    rssMb,
    verifySeconds,
  }
  process.send?.(facts)
}

/** Makes the new image as the publisher does before it signs. Throws where it comes to another one. */
function verify(
  base: Uint8Array,
  image: Uint8Array,
  { document, payloads }: { readonly document: Uint8Array; readonly payloads: ReadonlyMap<Digest, Uint8Array> },
): void {
  const delta = decodeDelta(document, chunkGeometry(image.byteLength))
  const made = applyDelta(base, { delta, payloads }, image.byteLength)
  if (Buffer.compare(made, image) !== 0) throw new Error(`the delta of ${imagePath} makes another image`)
}

async function encodeFulls(image: Uint8Array) {
  const geometry = chunkGeometry(image.byteLength)
  const tasks = Array.from({ length: geometry.chunkCount }, (_, chunk): FullTask => {
    return { image, range: chunkRange(geometry, chunk), level: fullLevel }
  })
  const fulls = encodeInWorkers<FullTask, EncodedFull>('#tracker/release/image/encode-full-worker.ts', tasks)
  const encoded = await collect(fulls, () => undefined)
  return encoded.map(({ digest, payload }) => {
    return { digest, payload, full: { digest: sha256(payload), bytes: payload.byteLength } }
  })
}

function digestOf(image: Uint8Array) {
  const stream = new DigestStream()
  for (let at = 0; at < image.byteLength; at += 2 ** 20) stream.update(image.subarray(at, at + 2 ** 20))
  return stream.digest()
}

await main()
