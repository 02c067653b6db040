import { runChunksMax } from '#core/codec/codec.ts'
import { type Delta, decodeDelta } from '#core/format/delta.ts'
import { decodeRelease, type Release } from '#core/format/release.ts'
import { findRelease, type MycelTarget, targetsOf } from '#core/metadata/target.ts'
import { readImageFacts } from '#tracker/release/image/image-facts.ts'
import { Repository } from '#tracker/release/repository.ts'
import { cheapestMix, type MixPayload } from './cheapest-mix.ts'
import type { LabProduct } from './lab-images.ts'

/** What one copy of a product's release is: the least that a site can take over its WAN link. */
export interface WanIdeal {
  readonly product: string
  readonly bytes: number
}

/** A delta of the release, and what its document costs. */
interface BaseDelta {
  readonly documentBytes: number
  readonly delta: Delta
}

/**
 * What one copy of a release is. From one base: the delta's document and its payloads. From several: the cheapest
 * mix of their payloads and of full ones, with every delta's document and one copy of the metadata.
 */
export async function readWanIdeal(directory: string, product: LabProduct): Promise<WanIdeal> {
  const repository = await Repository.open(directory)
  const metadata = await repository.metadata(new Date())
  const targets = targetsOf(metadata)
  const target = findRelease(targets, product.name, product.next.version)
  if (target === undefined) throw new Error(`the lab's vendor has not built ${product.name} ${product.next.version}`)
  const release = decodeRelease(await repository.readTarget(target))
  const deltas = await readDeltas(repository, targets, product, release)
  const documentBytes = sum(deltas.map((delta) => delta.documentBytes))
  if (deltas.length === 1)
    return {
      product: product.name,
      bytes: documentBytes + sum(deltas.flatMap(({ delta }) => delta.payloads.map(bytesOf))),
    }
  const files = [metadata.timestamp, metadata.snapshot, metadata.targets]
  const metadataBytes = target.bytes + sum(files.map((file) => file?.content.byteLength ?? 0))
  return { product: product.name, bytes: metadataBytes + documentBytes + (await mixOf(repository, release, deltas)) }
}

async function readDeltas(
  repository: Repository,
  targets: readonly MycelTarget[],
  { name, next, bases }: LabProduct,
  release: Release,
): Promise<readonly BaseDelta[]> {
  const deltas: BaseDelta[] = []
  for (const target of targets) {
    const isOfRelease = target.type === 'delta' && target.product === name && target.version === next.version
    if (!isOfRelease || !bases.some(({ version }) => version === target.baseVersion)) continue
    const delta = decodeDelta(await repository.readTarget(target), manifestOf(release))
    deltas.push({ documentBytes: target.bytes, delta })
  }
  return deltas
}

/** A chunk has to travel only where no base makes it by itself: a device that can hands it to its neighbours. */
async function mixOf(repository: Repository, release: Release, deltas: readonly BaseDelta[]): Promise<number> {
  const manifest = manifestOf(release)
  const facts = await readImageFacts(repository, manifest)
  const travelling = deltas.map(({ delta }) => new Set(payloadOps(delta).map(({ chunk }) => chunk)))
  const needed = facts.map((_, chunk) => chunk).filter((chunk) => travelling.every((chunks) => chunks.has(chunk)))
  const fulls = facts.map(({ full }, chunk): MixPayload => ({ bytes: full.bytes, chunks: [chunk] }))
  const patches = deltas.flatMap(({ delta }) => mixPayloads(delta))
  return cheapestMix(needed, [...fulls, ...patches], runChunksMax)
}

function mixPayloads(delta: Delta): readonly MixPayload[] {
  const chunksOf = Map.groupBy(payloadOps(delta), ({ payload }) => payload)
  return delta.payloads.map(({ bytes }, index) => ({
    bytes,
    chunks: (chunksOf.get(index) ?? []).map(({ chunk }) => chunk),
  }))
}

function payloadOps(delta: Delta) {
  return delta.ops.filter((op) => op.type === 'payload')
}

function manifestOf({ components }: Release) {
  const [component] = components
  if (component === undefined) throw new Error('a release of the lab has one component')
  return component.manifest
}

function bytesOf({ bytes }: { readonly bytes: number }): number {
  return bytes
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
