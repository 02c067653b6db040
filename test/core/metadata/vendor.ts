/** A vendor in memory, for tests: keys from known seeds, and metadata files with any fact replaced. */
import assert from 'node:assert/strict'
import { MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp } from '@tufjs/models'
import { Role } from '@tufjs/models/dist/role.js'
import { sha256 } from '#core/digest.ts'
import type { SigningKey } from '#core/identity/signing-key.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'
import { authoritiesField } from '#core/metadata/authorities.ts'
import { MetadataRefused } from '#core/metadata/metadata-refused.ts'
import { publicKeyEntry, signMetadata, specVersion } from '#core/metadata/sign-metadata.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { trustRoot } from '#core/metadata/trusted-metadata.ts'
import { updateSnapshot } from '#core/metadata/workflow/update-snapshot.ts'
import { updateTargets } from '#core/metadata/workflow/update-targets.ts'
import { updateTimestamp } from '#core/metadata/workflow/update-timestamp.ts'

/** A moment before the files of {@link makeFiles} expire, one after, and one when even their root has. */
export const fresh = new Date('2026-08-01T00:00:00Z')
export const late = new Date('2027-08-01T00:00:00Z')
export const tooLate = new Date('2060-08-01T00:00:00Z')
const filesExpire = '2027-01-01T00:00:00Z'
const rootExpires = '2060-01-01T00:00:00Z'

export type Keys = Readonly<
  Record<'root' | 'targets' | 'snapshot' | 'timestamp' | 'rollouts' | 'authority', SigningKey>
>

export function testKey(number: number): SigningKey {
  return signingKeyFromSeed(new Uint8Array(32).fill(number))
}

export const vendor: Keys = {
  root: testKey(1),
  targets: testKey(2),
  snapshot: testKey(3),
  timestamp: testKey(4),
  rollouts: testKey(16),
  authority: testKey(5),
}

/** A root that names `keys`, signed by `signers`. */
export function makeRootFile({ version = 1, keys = vendor, signers = [keys.root] }: RootFacts = {}): Uint8Array {
  const { root, targets, snapshot, timestamp, authority } = keys
  const roles = Object.entries({ root, targets, snapshot, timestamp })
  const signed = new Root({
    specVersion,
    version,
    expires: rootExpires,
    keys: Object.fromEntries(roles.map(([, key]) => [key.keyId, publicKeyEntry(key)])),
    roles: Object.fromEntries(roles.map(([role, key]) => [role, new Role({ keyIDs: [key.keyId], threshold: 1 })])),
    unrecognizedFields: authoritiesField([authority.publicKey]),
  })
  return signMetadata(signed, signers)
}

interface RootFacts {
  readonly version?: number
  readonly keys?: Keys
  readonly signers?: readonly SigningKey[]
}

export interface Files {
  readonly timestamp: Uint8Array
  readonly snapshot: Uint8Array
  readonly targets: Uint8Array
}

/** The three files under a root, each with the version that is given, or 1. */
export function makeFiles({ versions = {}, keys = vendor, custom, expires = filesExpire }: FilesFacts = {}): Files {
  const { timestamp: timestampVersion = 1, snapshot: snapshotVersion = 1, targets: targetsVersion = 1 } = versions
  const targets = makeTargets({ version: targetsVersion, key: keys.targets, expires, ...(custom && { custom }) })
  const snapshot = makeSnapshot({ version: snapshotVersion, key: keys.snapshot, expires, targets, targetsVersion })
  const timestamp = makeTimestamp({
    version: timestampVersion,
    key: keys.timestamp,
    expires,
    snapshot,
    snapshotVersion,
  })
  return { timestamp, snapshot, targets }
}

interface FilesFacts {
  readonly versions?: { readonly timestamp?: number; readonly snapshot?: number; readonly targets?: number }
  readonly keys?: Keys
  readonly custom?: Custom
  readonly expires?: string
}

/** `custom.mycel` by path. */
type Custom = Readonly<Record<string, Record<string, string | number>>>

/** What every file has: its version, its signer, its end. */
interface FileFacts {
  readonly version?: number
  readonly key?: SigningKey
  readonly expires?: string
}

const oneRelease: Custom = { 'hub/1.0.0/release': { type: 'release', product: 'hub', version: '1.0.0' } }

/** A targets file whose targets have these `custom.mycel`. */
export function makeTargets({
  version = 1,
  key = vendor.targets,
  expires = filesExpire,
  custom = oneRelease,
}: FileFacts & { readonly custom?: Custom }): Uint8Array {
  const files = Object.entries(custom).map(([path, mycel]) => {
    const hashes = { sha256: sha256(Buffer.from(path)) }
    return [path, new TargetFile({ path, length: path.length, hashes, unrecognizedFields: { custom: { mycel } } })]
  })
  return signMetadata(new Targets({ specVersion, version, expires, targets: Object.fromEntries(files) }), [key])
}

/** A snapshot that names a targets file. */
export function makeSnapshot({
  version = 1,
  key = vendor.snapshot,
  expires = filesExpire,
  targets,
  targetsVersion = 1,
}: FileFacts & { readonly targets: Uint8Array; readonly targetsVersion?: number }): Uint8Array {
  const meta = { 'targets.json': nameOf(targets, targetsVersion) }
  return signMetadata(new Snapshot({ specVersion, version, expires, meta }), [key])
}

/** A timestamp that names a snapshot. */
export function makeTimestamp({
  version = 1,
  key = vendor.timestamp,
  expires = filesExpire,
  snapshot,
  snapshotVersion = 1,
}: FileFacts & { readonly snapshot: Uint8Array; readonly snapshotVersion?: number }): Uint8Array {
  const snapshotMeta = nameOf(snapshot, snapshotVersion)
  return signMetadata(new Timestamp({ specVersion, version, expires, snapshotMeta }), [key])
}

function nameOf(content: Uint8Array, version: number): MetaFile {
  return new MetaFile({ version, length: content.byteLength, hashes: { sha256: sha256(content) } })
}

/** What a device trusts that has taken over these files under the vendor's first root. */
export function trustFiles(files: Files): TrustedMetadata {
  return updateTargets(
    updateSnapshot(updateTimestamp(trustRoot(makeRootFile()), files.timestamp), files.snapshot),
    files.targets,
  )
}

/** The same file with one bit of its first signature flipped. */
export function withFlippedSignature(content: Uint8Array): Uint8Array {
  const file = JSON.parse(Buffer.from(content).toString())
  const [signature] = file.signatures
  signature.sig = (signature.sig[0] === '0' ? '1' : '0') + signature.sig.slice(1)
  return Buffer.from(JSON.stringify(file))
}

/** Asserts that `work` throws a {@link MetadataRefused} of this role and step. */
export function assertRefused(role: string, step: string, work: () => unknown): void {
  assert.throws(work, (error) => {
    assert.ok(error instanceof MetadataRefused, String(error))
    assert.deepEqual({ role: error.role, step: error.step }, { role, step })
    return true
  })
}
