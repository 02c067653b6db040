import type { Root, Snapshot, Targets, Timestamp } from '@tufjs/models'
import { Metadata, MetadataKind } from '@tufjs/models'
import type { Digest } from '#core/digest.ts'
import { sha256 } from '#core/digest.ts'
import { messageOf } from '#core/errors.ts'
import type { MetadataRole } from '#core/metadata/metadata-refused.ts'
import { askAnotherSource, MetadataRefused, refuseUnless } from '#core/metadata/metadata-refused.ts'

/** The signed part of a metadata file. */
export type SignedPart = Root | Timestamp | Snapshot | Targets

/** A metadata file as it was published, and what it says. */
export interface TrustedFile<Part extends SignedPart> {
  readonly role: MetadataRole
  readonly content: Uint8Array
  readonly digest: Digest
  /** 1 or more. */
  readonly version: number
  readonly metadata: Metadata<Part>
}

/** Parsed JSON in the type that @tufjs/models takes. */
export type SignedJson = Parameters<typeof Metadata.fromJSON>[1]

/** The largest file of each role, in bytes. */
export const metadataBytesMax = {
  root: 64 * 1024,
  timestamp: 64 * 1024,
  snapshot: 256 * 1024,
  targets: 4 * 1024 * 1024,
  rollouts: 512 * 1024,
} as const satisfies Record<MetadataRole, number>

/** Where the client workflow of TUF 1.0 bounds what is read, checks who signed it, and whether it is expired. */
const steps = {
  root: { read: '5.3.3', signed: '5.3.4', fresh: '5.3.10' },
  timestamp: { read: '5.4.1', signed: '5.4.2', fresh: '5.4.4' },
  snapshot: { read: '5.5.1', signed: '5.5.3', fresh: '5.5.6' },
  targets: { read: '5.6.1', signed: '5.6.3', fresh: '5.6.5' },
  // The steps of targets, walked again for a delegated role (5.6.7.2).
  rollouts: { read: '5.6.7', signed: '5.6.7', fresh: '5.6.7' },
} as const satisfies Record<MetadataRole, unknown>

/**
 * Reads a file of a role with the reader of that role. Nothing of it is trusted yet. Throws
 * {@link MetadataRefused} on one that is too large or malformed.
 */
export function readMetadata<Part extends SignedPart>(
  role: MetadataRole,
  content: Uint8Array,
  read: (json: SignedJson) => Metadata<Part>,
): TrustedFile<Part> {
  const bytesMax = metadataBytesMax[role]
  const step = steps[role].read
  refuseUnless(content.byteLength <= bytesMax, {
    role,
    step,
    problem: `it is ${content.byteLength} bytes long, at most ${bytesMax} are allowed`,
    advice: askAnotherSource,
  })
  const metadata = readJson(role, step, content, read)
  const { version } = metadata.signed
  refuseUnless(Number.isSafeInteger(version) && version >= 1, {
    role,
    step,
    problem: `its version is ${version}, not a whole number from 1`,
    advice: askAnotherSource,
  })
  return { role, content, digest: sha256(content), version, metadata }
}

/** As much of the message of a reader as ours repeats, in characters. */
const causeLengthMax = 200

function readJson<Part extends SignedPart>(
  role: MetadataRole,
  step: string,
  content: Uint8Array,
  read: (json: SignedJson) => Metadata<Part>,
): Metadata<Part> {
  try {
    return read(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content)))
  } catch (cause) {
    // @tufjs/models repeats what it did not expect, which a stranger may have made as long as the file may be.
    const problem = `it is not well-formed ${role} metadata (${messageOf(cause).slice(0, causeLengthMax)})`
    throw new MetadataRefused({ role, step, problem, advice: askAnotherSource }, { cause })
  }
}

/** Reads a root. Nothing of it is trusted yet. Throws {@link MetadataRefused}. */
export function readRoot(content: Uint8Array): TrustedFile<Root> {
  return readMetadata('root', content, (json) => Metadata.fromJSON(MetadataKind.Root, json))
}

/** Throws {@link MetadataRefused} unless enough keys that the file above it names for the role have signed the file. */
export function requireSigned(above: TrustedFile<Root | Targets>, file: TrustedFile<SignedPart>): void {
  const { role } = file
  try {
    above.metadata.verifyDelegate(role, file.metadata)
  } catch (cause) {
    const problem = `${messageOf(cause)} of ${above.role} version ${above.version}`
    throw new MetadataRefused({ role, step: steps[role].signed, problem, advice: askAnotherSource }, { cause })
  }
}

/** Throws {@link MetadataRefused} where `version` is older than one that was seen before. */
export function requireNoRollback({ role, step, version, floor }: RollbackCheck): void {
  refuseUnless(version >= floor, {
    role,
    step,
    problem: `version ${version} is offered, and version ${floor} was seen before`,
    advice: askAnotherSource,
  })
}

interface RollbackCheck {
  readonly role: 'timestamp' | 'snapshot' | 'targets' | 'rollouts'
  readonly step: string
  readonly version: number
  readonly floor: number
}

/** Throws {@link MetadataRefused} where a file has expired (the freeze attack of TUF). Stored files may be expired. */
export function requireFresh(file: TrustedFile<SignedPart>, now: Date): void {
  const { role, version, metadata } = file
  refuseUnless(!metadata.signed.isExpired(now), {
    role,
    step: steps[role].fresh,
    problem: `version ${version} expired at ${metadata.signed.expires}, and the clock here says ${now.toISOString()}`,
    advice: 'set the clock if it is wrong; otherwise try again when the vendor has renewed the repository',
  })
}
