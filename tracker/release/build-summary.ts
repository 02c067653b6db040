import { countOps, type OpCounts, payloadBytesOf } from '#core/delta/assemble-delta.ts'
import type { Digest } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import { decodeDelta } from '#core/format/delta.ts'
import type { Component } from '#core/format/release.ts'
import { findRelease, type Loader, type MycelTarget } from '#core/metadata/target.ts'
import { readRelease, versionsOf } from '#tracker/release/build-bases.ts'
import { readImageFacts } from '#tracker/release/image/image-facts.ts'
import type { Repository } from '#tracker/release/repository.ts'

/** A published release, for people and scripts. */
export interface ReleaseSummary {
  readonly product: string
  readonly version: string
  readonly securityEpoch: number
  /** The boot loader of the devices, where it applies patches itself. */
  readonly loader: Loader | 'none'
  readonly components: readonly ComponentSummary[]
}

/** One component of a published release. */
export interface ComponentSummary {
  readonly name: string
  readonly image: Digest
  readonly imageBytes: number
  readonly chunkCount: number
  /** What travels to a device without any base: the sum of the full payloads. */
  readonly fullBytes: number
  readonly deltas: readonly DeltaSummary[]
  readonly bsdiff40: readonly Bsdiff40Summary[]
}

/** A BSDIFF40 patch of the whole image, for the loader of a device that holds the image of `baseVersion`. */
export interface Bsdiff40Summary {
  readonly baseVersion: string
  readonly bytes: number
}

/** What travels to a device that holds the image of `baseVersion`: index and payloads. */
export interface DeltaSummary {
  readonly baseVersion: string
  readonly indexBytes: number
  readonly payloadBytes: number
  readonly payloadCount: number
  readonly ops: OpCounts
}

/** Describes a published release. Throws {@link UserError} that lists the versions there are when it is none of them. */
export async function describeRelease(
  repository: Repository,
  targets: readonly MycelTarget[],
  product: string,
  version: string,
): Promise<ReleaseSummary> {
  const release = await readRelease(repository, targets, product, version)
  if (release === undefined) {
    const versions = versionsOf(targets, product)
    const advice = versions.length === 0 ? 'it has no release of this product' : `choose from ${versions.join(', ')}`
    throw new UserError(`${repository.directory} has no release ${product} ${version}: ${advice}`)
  }
  const components: ComponentSummary[] = []
  for (const component of release.components) {
    const mine = targets
      .filter((target) => target.type !== 'release' && target.component === component.name)
      .filter((target) => target.product === product && target.version === version)
    components.push(await describeComponent(repository, component, mine))
  }
  const loader = findRelease(targets, product, version)?.loader ?? 'none'
  return { product, version, securityEpoch: release.securityEpoch, loader, components }
}

async function describeComponent(
  repository: Repository,
  { name, manifest }: Component,
  targets: readonly MycelTarget[],
): Promise<ComponentSummary> {
  const facts = await readImageFacts(repository, manifest)
  const deltas: DeltaSummary[] = []
  for (const target of targets.filter((target) => target.type === 'delta')) {
    const delta = decodeDelta(await repository.readTarget(target), manifest)
    deltas.push({
      baseVersion: target.baseVersion,
      indexBytes: target.bytes,
      payloadBytes: payloadBytesOf(delta),
      payloadCount: delta.payloads.length,
      ops: countOps(delta, manifest),
    })
  }
  return {
    name,
    image: manifest.imageDigest,
    imageBytes: manifest.imageBytes,
    chunkCount: manifest.chunkCount,
    fullBytes: facts.reduce((sum, { full }) => sum + full.bytes, 0),
    deltas,
    bsdiff40: targets
      .filter((target) => target.type === 'bsdiff40')
      .map(({ baseVersion, bytes }) => ({ baseVersion, bytes })),
  }
}
