import { pipe } from 'it-pipe'
import { type ByteRange, type ChunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import type { ChunkFacts } from '#core/delta/pack-chunks.ts'
import { type Digest, DigestStream } from '#core/digest.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { encodeChunkPage, encodePayloadPage, paginate } from '#core/format/page.ts'
import { encodeInWorkers } from '#tracker/release/image/encode-workers.ts'
import type { Repository } from '#tracker/release/repository.ts'

/** One chunk of an image in shared memory, to be compressed alone. */
export interface FullTask {
  readonly image: Uint8Array
  readonly range: ByteRange
  readonly level: number
}

/** The digest of a chunk and the full payload that makes it. */
export interface EncodedFull {
  readonly digest: Digest
  readonly payload: Uint8Array
}

/** An image whose full payloads and pages are stored. */
export interface EncodedImage {
  readonly manifest: Manifest
  readonly chunks: readonly ChunkFacts[]
}

/** The zstd level of full payloads: 30 times as fast as level 19 for some 15 % more bytes on executables. */
const fullLevel = 9

/** Compresses every chunk of an image on its own and stores the payloads and the pages that name them. */
export async function encodeImage(
  repository: Repository,
  image: Uint8Array,
  geometry: ChunkGeometry,
  onChunk: (done: number, total: number) => void,
): Promise<EncodedImage> {
  const whole = new DigestStream()
  const chunks = await pipe(
    encodeFulls(image, geometry, whole),
    (encoded) => storeFulls(repository, encoded),
    (stored) => collect(stored, (done) => onChunk(done, geometry.chunkCount)),
  )
  const pages = await storePages(repository, chunks)
  return { manifest: { ...geometry, imageDigest: whole.digest(), ...pages }, chunks }
}

/** The digest and the full payload of every chunk of an image, in order, made on every processor. `whole` hashes the image. */
export function encodeFulls(
  image: Uint8Array,
  geometry: ChunkGeometry,
  whole: DigestStream,
): AsyncGenerator<EncodedFull> {
  const tasks = cutIntoChunks(image, geometry, whole)
  return encodeInWorkers('#tracker/release/image/encode-full-worker.ts', tasks)
}

/** Collects a stream into a list and says after each item how many there are. */
export async function collect<Item>(items: AsyncIterable<Item>, onItem: (done: number) => void): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) {
    all.push(item)
    onItem(all.length)
  }
  return all
}

function* cutIntoChunks(image: Uint8Array, geometry: ChunkGeometry, whole: DigestStream): Generator<FullTask> {
  for (let chunk = 0; chunk < geometry.chunkCount; chunk++) {
    const range = chunkRange(geometry, chunk)
    whole.update(image.subarray(range.offset, range.offset + range.bytes))
    yield { image, range, level: fullLevel }
  }
}

async function* storeFulls(repository: Repository, encoded: AsyncIterable<EncodedFull>): AsyncGenerator<ChunkFacts> {
  for await (const { digest, payload } of encoded) {
    yield { digest, full: { digest: await repository.putBlob(payload), bytes: payload.byteLength } }
  }
}

async function storePages(
  repository: Repository,
  chunks: readonly ChunkFacts[],
): Promise<Pick<Manifest, 'chunkPages' | 'payloadPages'>> {
  const chunkPages: Digest[] = []
  const payloadPages: Digest[] = []
  for (const page of paginate(chunks)) {
    chunkPages.push(await repository.putBlob(encodeChunkPage(page.map((chunk) => chunk.digest))))
    payloadPages.push(await repository.putBlob(encodePayloadPage(page.map((chunk) => chunk.full))))
  }
  return { chunkPages, payloadPages }
}
