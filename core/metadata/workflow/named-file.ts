import type { MetaFile, Snapshot, Timestamp } from '@tufjs/models'
import type { Digest } from '#core/digest.ts'
import { parseDigest, sha256 } from '#core/digest.ts'
import { askAnotherSource, refuseUnless } from '#core/metadata/metadata-refused.ts'
import type { TrustedFile } from '#core/metadata/read-metadata.ts'
import { metadataBytesMax } from '#core/metadata/read-metadata.ts'

/** What one metadata file says of another one. The digest is its address: `payloadAddress(digest)`. */
export interface NamedFile {
  readonly role: NamedRole
  readonly version: number
  readonly digest: Digest
  /** Length of the file. */
  readonly bytes: number
}

/** The roles whose files other files name. */
export type NamedRole = 'snapshot' | 'targets' | 'rollouts'

/** The snapshot that a timestamp names. Throws {@link MetadataRefused} unless by length and SHA-256. */
export function namedSnapshot(timestamp: TrustedFile<Timestamp>): NamedFile {
  return namedFile('snapshot', '5.5.1', timestamp.metadata.signed.snapshotMeta)
}

/** The targets that a snapshot names. Throws {@link MetadataRefused} unless by length and SHA-256. */
export function namedTargets(snapshot: TrustedFile<Snapshot>): NamedFile {
  return namedFile('targets', '5.6.1', snapshot.metadata.signed.meta['targets.json'])
}

/** The rollouts that a snapshot names, or undefined where nobody ever rolled out anything. Throws {@link MetadataRefused}. */
export function namedRollouts(snapshot: TrustedFile<Snapshot>): NamedFile | undefined {
  const named = snapshot.metadata.signed.meta['rollouts.json']
  return named === undefined ? undefined : namedFile('rollouts', '5.6.7', named)
}

// TUF lets a repository leave out length and hash. In mycel they are needed: files are fetched by digest, from anyone.
function namedFile(role: NamedRole, step: string, named: MetaFile | undefined): NamedFile {
  const namer = role === 'snapshot' ? 'timestamp' : 'snapshot'
  const advice = `the repository was not written by mycel: have ${namer}.json name ${role}.json by version, length and sha256`
  const bytesMax = metadataBytesMax[role]
  const digest = named?.hashes?.['sha256'] ?? ''
  const bytes = named?.length ?? 0
  const isWhole = Number.isSafeInteger(named?.version) && /^[0-9a-f]{64}$/.test(digest) && bytes >= 1
  refuseUnless(named !== undefined && isWhole, {
    role,
    step,
    problem: `${namer}.json does not say which it is`,
    advice,
  })
  refuseUnless(bytes <= bytesMax, {
    role,
    step,
    problem: `${namer}.json says that it is ${bytes} bytes long, at most ${bytesMax} are allowed`,
    advice,
  })
  return { role, version: named.version, digest: parseDigest(digest), bytes }
}

/** Throws {@link MetadataRefused} unless these are the bytes of the file that is named. */
export function requireNamed(step: string, named: NamedFile, content: Uint8Array): void {
  const { role, bytes, digest } = named
  refuseUnless(content.byteLength === bytes, {
    role,
    step,
    problem: `it is ${content.byteLength} bytes long where ${bytes} are announced`,
    advice: askAnotherSource,
  })
  const actual = sha256(content)
  refuseUnless(actual === digest, {
    role,
    step,
    problem: `its SHA-256 is ${actual} where ${digest} is announced`,
    advice: askAnotherSource,
  })
}

/** Throws {@link MetadataRefused} unless a file has the version under which it is named. */
export function requireNamedVersion(step: string, named: NamedFile, version: number): void {
  refuseUnless(version === named.version, {
    role: named.role,
    step,
    problem: `it says that it is version ${version}, and is announced as version ${named.version}`,
    advice: askAnotherSource,
  })
}
