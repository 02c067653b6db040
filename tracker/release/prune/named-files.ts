import { posix } from 'node:path'
import { unreachable } from '#core/check.ts'
import type { Digest } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import { decodeDelta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { decodeRelease } from '#core/format/release.ts'
import { blobFile } from '#core/metadata/repository-files.ts'
import type { DeltaTarget, MycelTarget } from '#core/metadata/target.ts'
import { targetsOf } from '#core/metadata/target.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { readRelease } from '#tracker/release/build-bases.ts'
import { readImageFacts } from '#tracker/release/image/image-facts.ts'
import type { Repository } from '#tracker/release/repository.ts'

/**
 * The target files and blobs that devices can come to ask for, as paths relative to the repository: what the lists
 * name, and what those documents name in turn. Targets whose path is in `without` are passed over. Throws
 * {@link UserError} where a document is lost or damaged, and where a target is of a kind that this mycel does not
 * know: it may name blobs.
 */
export async function namedFiles(
  repository: Repository,
  trusted: TrustedMetadata,
  without: ReadonlySet<string> = new Set(),
): Promise<ReadonlySet<string>> {
  const targets = targetsOf(trusted)
  requireKnown(trusted, targets)
  const kept = targets.filter(({ path }) => !without.has(path))
  return new Set([...listedFiles(trusted, without), ...(await namedBlobs(repository, kept)).map(blobFile)])
}

/** The files of all targets, whoever made them (TUF 6.2: each file once for every hash of it). */
function listedFiles({ targets, rollouts }: TrustedMetadata, without: ReadonlySet<string>): readonly string[] {
  const lists = [targets, rollouts].map((list) => Object.values(list?.metadata.signed.targets ?? {}))
  return lists
    .flat()
    .filter(({ path }) => !without.has(path))
    .flatMap(({ path, hashes }) =>
      Object.values(hashes).map((hash) =>
        posix.join('targets', posix.dirname(path), `${hash}.${posix.basename(path)}`),
      ),
    )
}

/** The blobs that these targets of a repository name, each once. Throws {@link UserError} where a document is lost or damaged. */
export async function namedBlobs(repository: Repository, targets: readonly MycelTarget[]): Promise<readonly Digest[]> {
  const blobs = new Set<Digest>()
  for (const target of targets) {
    for (const digest of await blobsOf(repository, targets, target)) blobs.add(digest)
  }
  return [...blobs]
}

async function blobsOf(
  repository: Repository,
  targets: readonly MycelTarget[],
  target: MycelTarget,
): Promise<readonly Digest[]> {
  switch (target.type) {
    case 'release': {
      const { components } = decodeRelease(await repository.readTarget(target))
      const images = await Promise.all(components.map(({ manifest }) => imageBlobs(repository, manifest)))
      return images.flat()
    }
    case 'delta':
      return await deltaBlobs(repository, targets, target)
    case 'bsdiff40': // the file is all there is of it
      return []
    default:
      return unreachable(target)
  }
}

async function imageBlobs(repository: Repository, manifest: Manifest): Promise<readonly Digest[]> {
  const facts = await readImageFacts(repository, manifest)
  return [...manifest.chunkPages, ...manifest.payloadPages, ...facts.map(({ full }) => full.digest)]
}

async function deltaBlobs(
  repository: Repository,
  targets: readonly MycelTarget[],
  target: DeltaTarget,
): Promise<readonly Digest[]> {
  const release = await readRelease(repository, targets, target.product, target.version)
  const manifest = release?.components.find(({ name }) => name === target.component)?.manifest
  if (manifest === undefined) {
    throw new UserError(`${target.path} is published without its release: restore the repository from a backup`)
  }
  const { payloads } = decodeDelta(await repository.readTarget(target), manifest)
  return payloads.map(({ digest }) => digest)
}

function requireKnown({ targets }: TrustedMetadata, known: readonly MycelTarget[]): void {
  const paths = new Set(known.map(({ path }) => path))
  const unknown = Object.values(targets?.metadata.signed.targets ?? {}).find(
    ({ path, custom }) => custom['mycel'] !== undefined && !paths.has(path),
  )
  if (unknown === undefined) return
  throw new UserError(
    `${unknown.path} is of a kind that this mycel does not know, and may need any blob: update mycel on this machine to prune`,
  )
}
