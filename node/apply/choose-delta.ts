import { type Digest, shortDigest } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import { coversOf } from '#core/format/covers.ts'
import type { Delta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { decodePayloadPage, entriesOf, payloadPageBytes } from '#core/format/page.ts'
import type { DeltaTarget, MycelTarget } from '#core/metadata/target.ts'
import type { ChunkDigests } from '#core/plan/chunk-digests.ts'
import { fetchDelta } from '#node/install/planning/fetch-delta.ts'
import type { RepositoryFolder } from './repository-folder.ts'

/** The image that is wanted, and what there is to make it of. */
export interface Wanted {
  readonly repository: RepositoryFolder
  readonly manifest: Manifest
  readonly digests: ChunkDigests
  /** The old image, as it was read. */
  readonly base: Digest
  /** Whether every chunk may come from its full payload where no delta begins with the old image. */
  readonly full: boolean
}

/** The delta from the old image. Throws {@link UserError} that names the bases that there are. */
export async function chooseDelta(wanted: Wanted): Promise<Delta> {
  const { repository, manifest, base, full } = wanted
  const delta = await fetchDelta(manifest, base, { targets: repository.targets, documents: repository })
  if (delta !== undefined) return delta
  if (full) return deltaFromNothing(wanted)
  throw new UserError(
    `no delta leads from the old image (sha256 ${shortDigest(base)}…): ${basesText(repository.targets, manifest.imageDigest)}, or let --full make every chunk from its full payload`,
  )
}

function basesText(targets: readonly MycelTarget[], image: Digest): string {
  const deltas = targets.filter((target): target is DeltaTarget => target.type === 'delta' && target.image === image)
  if (deltas.length === 0) return 'the repository has none to this image from any version; have one built'
  const bases = deltas.map(({ baseVersion, baseImage }) => `${baseVersion} (${shortDigest(baseImage)}…)`)
  return `there are deltas from ${bases.join(', ')}; give the image of one of these versions`
}

/** Every chunk from its full payload: a delta that needs no base. */
async function deltaFromNothing({ repository, manifest, digests, base }: Wanted): Promise<Delta> {
  const payloads: Delta['payloads'][number][] = []
  for (const [page, digest] of manifest.payloadPages.entries()) {
    const entries = entriesOf(page, manifest.chunkCount)
    const listed = decodePayloadPage(await repository.get(digest, payloadPageBytes(entries)), entries)
    payloads.push(...listed.map((payload) => ({ ...payload, isPatch: false })))
  }
  return {
    baseImage: base,
    image: manifest.imageDigest,
    payloads,
    ops: digests.map((digest, chunk) => ({ type: 'payload', chunk, digest, payload: chunk })),
    covers: coversOf([]),
    programs: [],
  }
}
