import { readFile } from 'node:fs/promises'
import { outputBytesMax } from '#core/codec/codec.ts'
import type { Digest } from '#core/digest.ts'
import { ExpectedError, messageOf, UserError } from '#core/errors.ts'
import { decodeDelta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { compareVersions } from '#core/format/name.ts'
import { chunkPageBytes, decodePayloadPage, entriesOf, payloadPageBytes } from '#core/format/page.ts'
import { type Component, decodeRelease } from '#core/format/release.ts'
import { type DeltaTarget, findRelease, type MycelTarget, type ReleaseTarget } from '#core/metadata/target.ts'
import { type ReadFile, RepositoryReader } from './release/repository-reader.ts'
import type { ExactPayloads, ReleaseModel } from './scenario.ts'

/** Which release of a repository is simulated. */
export interface ReleaseChoice {
  /** The repository that `mycel release build` wrote. */
  readonly directory: string
  readonly product: string
  readonly version: string
  /** May be left out where the release has only one. */
  readonly component?: string
}

/**
 * The sizes of one component of a built release: its chunks, and every payload with the chunks that it makes; of the
 * deltas from one version the smallest. Throws {@link UserError} where it is not there or a file is damaged.
 */
export async function readReleaseModel(built: ReleaseChoice, read: ReadFile = readIfThere): Promise<ReleaseModel> {
  const reader = new RepositoryReader(built.directory, read)
  try {
    const targets = await reader.targets()
    const release = requireRelease(targets, built)
    const component = chooseComponent(decodeRelease(await reader.target(release)).components, built)
    const deltas = deltasTo(targets, release, component)
    return await modelOf(reader, { release, manifest: component.manifest, deltas })
  } catch (cause) {
    if (cause instanceof UserError || !(cause instanceof ExpectedError)) throw cause
    throw new UserError(
      `the repository ${built.directory} is damaged: ${messageOf(cause)}; restore it from a backup, or build the release again`,
      { cause },
    )
  }
}

function requireRelease(
  targets: readonly MycelTarget[],
  { directory, product, version }: ReleaseChoice,
): ReleaseTarget {
  const release = findRelease(targets, product, version)
  if (release !== undefined) return release
  throw new UserError(
    `${directory} has no release ${version} of ${product}: 'mycel release list --repo ${directory}' shows what it has`,
  )
}

function chooseComponent(components: readonly Component[], { product, version, component }: ReleaseChoice): Component {
  const [first, second] = components
  const chosen =
    component === undefined && second === undefined ? first : components.find(({ name }) => name === component)
  if (chosen !== undefined) return chosen
  const names = components.map(({ name }) => name).join(', ')
  throw new UserError(
    `release ${version} of ${product} has the components ${names}: name the one that is to be simulated by --component`,
  )
}

/** One delta for each version, newest first. */
function deltasTo(
  targets: readonly MycelTarget[],
  { product, version }: ReleaseTarget,
  { name, manifest }: Component,
): readonly DeltaTarget[] {
  const deltas = targets
    .filter((target) => target.type === 'delta')
    .filter((delta) => delta.product === product && delta.version === version && delta.component === name)
    .filter(({ image }) => image === manifest.imageDigest)
    .toSorted((left, right) => left.payloadBytes - right.payloadBytes)
  const smallest = [...Map.groupBy(deltas, ({ baseVersion }) => baseVersion).values()].flatMap((same) =>
    same.slice(0, 1),
  )
  return smallest.toSorted((left, right) => compareVersions(right.baseVersion, left.baseVersion))
}

interface BuiltImage {
  readonly release: ReleaseTarget
  readonly manifest: Manifest
  readonly deltas: readonly DeltaTarget[]
}

async function modelOf(reader: RepositoryReader, { release, manifest, deltas }: BuiltImage): Promise<ReleaseModel> {
  const full = await fullPayloads(reader, manifest)
  const exact: ExactPayloads[] = []
  for (const delta of deltas) exact.push(await deltaPayloads(reader, manifest, delta))
  const indexBytes = deltas.length > 0 ? deltas.map(({ bytes }) => bytes) : [pageBytesOf(manifest)]
  return {
    version: release.version,
    imageBytes: manifest.imageBytes,
    chunkBytes: manifest.chunkBytes,
    payloadBytes: {
      full: bytesOf(full),
      from: Object.fromEntries(exact.map((payloads) => [payloads.from, bytesOf(payloads)])),
    },
    chunksPerPack: outputBytesMax / manifest.chunkBytes,
    documentBytes: release.bytes + Math.max(...indexBytes),
    exact: [full, ...exact],
  }
}

/** One for all chunks that are equal. */
async function fullPayloads(reader: RepositoryReader, { payloadPages, chunkCount }: Manifest): Promise<ExactPayloads> {
  const payloads = new Map<Digest, { readonly bytes: number; readonly chunks: number[] }>()
  let chunk = 0
  for (const [page, pageDigest] of payloadPages.entries()) {
    for (const { digest, bytes } of decodePayloadPage(await reader.blob(pageDigest), entriesOf(page, chunkCount))) {
      const known = payloads.get(digest)
      if (known === undefined) payloads.set(digest, { bytes, chunks: [chunk] })
      else known.chunks.push(chunk)
      chunk += 1
    }
  }
  return { from: 'full', payloads: [...payloads.values()] }
}

/** In the order of their first chunk; chunks that are made from the base alone are in none. */
async function deltaPayloads(
  reader: RepositoryReader,
  manifest: Manifest,
  target: DeltaTarget,
): Promise<ExactPayloads> {
  const { payloads, ops } = decodeDelta(await reader.target(target), manifest)
  const made = Map.groupBy(
    ops.filter((op) => op.type === 'payload'),
    ({ payload }) => payload,
  )
  return {
    from: target.baseVersion,
    payloads: [...made].map(([index, chunks]) => ({
      bytes: payloads[index]?.bytes ?? 0,
      chunks: chunks.map(({ chunk }) => chunk),
    })),
  }
}

function bytesOf({ payloads }: ExactPayloads): number {
  return payloads.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** What a device without a base reads: the pages of chunk digests and of full payloads. */
function pageBytesOf({ chunkCount }: Manifest): number {
  return chunkPageBytes(chunkCount) + payloadPageBytes(chunkCount)
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new UserError(`cannot read ${path}: ${messageOf(error)}`, { cause: error })
  }
}
