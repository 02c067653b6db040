import { MetaFile, Snapshot, type TargetFile, type Targets, Timestamp } from '@tufjs/models'
import { check } from '#core/check.ts'
import { sha256 } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import type { SigningKey } from '#core/identity/signing-key.ts'
import { MetadataRefused } from '#core/metadata/metadata-refused.ts'
import { requireFresh } from '#core/metadata/read-metadata.ts'
import { expiryText, signMetadata, specVersion } from '#core/metadata/sign-metadata.ts'
import { targetsOf } from '#core/metadata/target.ts'
import { TargetList } from '#core/metadata/target-list.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { updateSnapshot } from '#core/metadata/workflow/update-snapshot.ts'
import { updateTargets } from '#core/metadata/workflow/update-targets.ts'
import { updateTimestamp } from '#core/metadata/workflow/update-timestamp.ts'

/** The keys that a publication needs. A renewal does without the first: the tracker never has it. */
export interface Signers {
  readonly targets: SigningKey
  readonly snapshot: SigningKey
  readonly timestamp: SigningKey
}

/** How many days a targets file is good for: a vendor publishes or signs anew once a year. */
export const targetsLifetimeDays = 365

/** How many days a snapshot is good for. */
export const snapshotLifetimeDays = 14

/** How many days a timestamp is good for: so long may a device be kept from news unnoticed. */
export const timestampLifetimeDays = 3

const dayMs = 24 * 60 * 60 * 1000

/** How far the clocks of two publishers may be apart. */
const clockSkewMsMax = dayMs

/** The metadata that names `additions` besides all earlier targets, verified as every device will. Throws {@link UserError}. */
export function publicationOf(
  trusted: TrustedMetadata,
  additions: readonly TargetFile[],
  { signers, now }: { readonly signers: Signers; readonly now: Date },
): TrustedMetadata {
  const earlier = trusted.targets?.metadata.signed
  const files = additions.map((file) => [file.path, file] as const)
  const targets = signNext(trusted.targets, signers.targets, (version) => {
    const expires = daysAfter(now, targetsLifetimeDays)
    const unrecognizedFields = earlier?.unrecognizedFields ?? {}
    const list = { ...earlier?.targets, ...Object.fromEntries(files) }
    return new TargetList({ specVersion, version, expires, targets: list, unrecognizedFields })
  })
  return announce(trusted, targets, { signers, now })
}

/** The metadata that says for the next days that the same targets are current. Throws {@link UserError}. */
export function renewalOf(
  trusted: TrustedMetadata,
  { signers, now }: { readonly signers: Omit<Signers, 'targets'>; readonly now: Date },
): TrustedMetadata {
  check(trusted.targets !== undefined, 'what is renewed was published')
  return announce(trusted, trusted.targets, { signers, now })
}

interface VersionedFile {
  readonly version: number
  readonly content: Uint8Array
}

function announce(
  trusted: TrustedMetadata,
  targets: VersionedFile,
  { signers, now }: { readonly signers: Omit<Signers, 'targets'>; readonly now: Date },
): TrustedMetadata {
  requireClock(trusted, now)
  const snapshot = signNext(trusted.snapshot, signers.snapshot, (version) => {
    const expires = daysAfter(now, snapshotLifetimeDays)
    return new Snapshot({ specVersion, version, expires, meta: { 'targets.json': nameOf(targets) } })
  })
  const timestamp = signNext(trusted.timestamp, signers.timestamp, (version) => {
    const expires = daysAfter(now, timestampLifetimeDays)
    return new Timestamp({ specVersion, version, expires, snapshotMeta: nameOf(snapshot) })
  })
  return verify(trusted, { timestamp, snapshot, targets }, now)
}

/** A clock that went back would sign what devices take for expired, and replace what they trust. */
function requireClock({ timestamp }: TrustedMetadata, now: Date): void {
  if (timestamp === undefined) return
  const signedAt = new Date(timestamp.metadata.signed.expires).getTime() - timestampLifetimeDays * dayMs
  if (now.getTime() >= signedAt - clockSkewMsMax) return
  throw new UserError(
    `the clock here says ${now.toISOString()}, and what is published was signed at ${new Date(signedAt).toISOString()}: set the clock`,
  )
}

function signNext(
  earlier: VersionedFile | undefined,
  key: SigningKey,
  make: (version: number) => Targets | Snapshot | Timestamp,
): VersionedFile {
  const version = (earlier?.version ?? 0) + 1
  return { version, content: signMetadata(make(version), [key]) }
}

// A mistake could not be mended later: what one device refuses, all of them refuse.
function verify(
  trusted: TrustedMetadata,
  files: Readonly<Record<'timestamp' | 'snapshot' | 'targets', VersionedFile>>,
  now: Date,
): TrustedMetadata {
  try {
    let next = updateTimestamp(trusted, files.timestamp.content)
    next = updateSnapshot(next, files.snapshot.content)
    if (next.targets === undefined) next = updateTargets(next, files.targets.content)
    if (next.targets !== undefined) requireFresh(next.targets, now)
    targetsOf(next)
    return next
  } catch (error) {
    if (!(error instanceof MetadataRefused)) throw error
    const advice = adviceBySteps.get(error.step) ?? useOwnKeys
    throw new UserError(`nothing was published, since every device would refuse it: ${error.finding}; ${advice}`, {
      cause: error,
    })
  }
}

const useOwnKeys = "use the keys that the repository's root.json names; 'mycel keys show DIR' prints their ids"

const adviceBySteps: ReadonlyMap<string, string> = new Map([
  ['TUF 5.6.1', 'the list of targets is full: begin a new repository'],
  ['TUF 5.6.5', 'the list of targets has to be signed again with the targets key: build a release'],
])

function nameOf({ version, content }: VersionedFile): MetaFile {
  return new MetaFile({ version, length: content.byteLength, hashes: { sha256: sha256(content) } })
}

function daysAfter(now: Date, days: number): string {
  return expiryText(new Date(now.getTime() + days * dayMs))
}
