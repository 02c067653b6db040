import { MetaFile, Snapshot, type TargetFile, type Targets, Timestamp } from '@tufjs/models'
import { Delegations } from '@tufjs/models/dist/delegations.js'
import { DelegatedRole } from '@tufjs/models/dist/role.js'
import { check } from '#core/check.ts'
import { sha256 } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import type { SigningKey } from '#core/identity/signing-key.ts'
import { MetadataRefused } from '#core/metadata/metadata-refused.ts'
import { requireFresh } from '#core/metadata/read-metadata.ts'
import { expiryText, publicKeyEntry, signMetadata, specVersion } from '#core/metadata/sign-metadata.ts'
import { targetsOf } from '#core/metadata/target.ts'
import { TargetList } from '#core/metadata/target-list.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { updateSnapshot } from '#core/metadata/workflow/update-snapshot.ts'
import { updateRollouts, updateTargets } from '#core/metadata/workflow/update-targets.ts'
import { updateTimestamp } from '#core/metadata/workflow/update-timestamp.ts'
import { rolloutPathPattern, rolloutsOf, rolloutsRole } from '#core/rollout/rollout-target.ts'
import { isRenewalDue } from '#tracker/engine/renewal.ts'

/** The keys that a publication needs. */
export interface Signers extends OnlineSigners {
  readonly targets: SigningKey
  /** Signs rollouts; undefined leaves it to the key that did before, if there was one. */
  readonly rollouts: Pick<SigningKey, 'keyId' | 'publicKey'> | undefined
}

/** The keys that say what is current: the tracker has them, and never those of releases. */
export interface OnlineSigners {
  readonly snapshot: SigningKey
  readonly timestamp: SigningKey
}

/** How many days a targets file is good for: a vendor publishes or signs anew once a year. */
export const targetsLifetimeDays = 365

/** How many days the rollouts are good for; the tracker signs them anew when half of it is over. */
const rolloutsLifetimeDays = 365

/** How many days a snapshot is good for. */
export const snapshotLifetimeDays = 14

/** How many days a timestamp is good for: so long may a device be kept from news unnoticed. */
export const timestampLifetimeDays = 3

const dayMs = 24 * 60 * 60 * 1000

/** How far the clocks of two publishers may be apart. */
const clockSkewMsMax = dayMs

/** What changes in the list of targets; all others stay. */
export interface ListChange {
  readonly added: readonly TargetFile[]
  /** The paths that are listed no longer. */
  readonly withdrawn: readonly string[]
}

/** The metadata in which the list of targets has changed, verified as every device will. Throws {@link UserError}. */
export function publicationOf(
  trusted: TrustedMetadata,
  { added, withdrawn }: ListChange,
  { signers, now }: { readonly signers: Signers; readonly now: Date },
): TrustedMetadata {
  const earlier = trusted.targets?.metadata.signed
  const targets = signNext(trusted.targets, signers.targets, (version) => {
    const expires = daysAfter(now, targetsLifetimeDays)
    const unrecognizedFields = earlier?.unrecognizedFields ?? {}
    const list = { ...earlier?.targets, ...Object.fromEntries(added.map((file) => [file.path, file])) }
    for (const path of withdrawn) delete list[path]
    const delegations = delegationsOf(earlier, signers.rollouts)
    return new TargetList({ specVersion, version, expires, targets: list, unrecognizedFields, ...delegations })
  })
  return announce(trusted, { targets, rollouts: trusted.rollouts }, { signers, now })
}

/** The metadata that says for the next days that the same targets are current. Throws {@link UserError}. */
export function renewalOf(
  trusted: TrustedMetadata,
  { signers, now }: { readonly signers: RenewalSigners; readonly now: Date },
): TrustedMetadata {
  check(trusted.targets !== undefined, 'what is renewed was published')
  const { rollouts } = trusted
  const isOld =
    rollouts !== undefined &&
    isRenewalDue([{ expires: new Date(rollouts.metadata.signed.expires), days: rolloutsLifetimeDays }], now)
  if (signers.rollouts === undefined || !isOld) {
    return announce(trusted, { targets: trusted.targets, rollouts }, { signers, now })
  }
  const files = Object.values(rollouts.metadata.signed.targets)
  return rolloutsPublicationOf(trusted, files, { signers: { ...signers, rollouts: signers.rollouts }, now })
}

/** The metadata in which these are the rollouts. Throws {@link UserError}. */
export function rolloutsPublicationOf(
  trusted: TrustedMetadata,
  rollouts: readonly TargetFile[],
  { signers, now }: { readonly signers: RolloutSigners; readonly now: Date },
): TrustedMetadata {
  check(trusted.targets !== undefined, 'what is rolled out was published')
  const list = Object.fromEntries(rollouts.map((file) => [file.path, file]))
  const next = signNext(trusted.rollouts, signers.rollouts, (version) => {
    return new TargetList({ specVersion, version, expires: daysAfter(now, rolloutsLifetimeDays), targets: list })
  })
  return announce(trusted, { targets: trusted.targets, rollouts: next }, { signers, now })
}

/** The keys that publish rollouts. */
export interface RolloutSigners extends OnlineSigners {
  readonly rollouts: SigningKey
}

/** The keys of a renewal. Without the last, old rollouts are left as they are. */
export interface RenewalSigners extends OnlineSigners {
  readonly rollouts: SigningKey | undefined
}

/** The online key may sign rollouts, and nothing else: a target elsewhere that it signed is no target. */
function delegationsOf(
  earlier: Targets | undefined,
  key: Signers['rollouts'],
): Pick<ConstructorParameters<typeof Targets>[0], 'delegations'> {
  if (key === undefined) return earlier?.delegations === undefined ? {} : { delegations: earlier.delegations }
  const role = new DelegatedRole({
    name: rolloutsRole,
    keyIDs: [key.keyId],
    threshold: 1,
    terminating: true,
    paths: [rolloutPathPattern],
  })
  return {
    delegations: new Delegations({ keys: { [key.keyId]: publicKeyEntry(key) }, roles: { [rolloutsRole]: role } }),
  }
}

interface VersionedFile {
  readonly version: number
  readonly content: Uint8Array
}

function announce(
  trusted: TrustedMetadata,
  { targets, rollouts }: { readonly targets: VersionedFile; readonly rollouts: VersionedFile | undefined },
  { signers, now }: { readonly signers: OnlineSigners; readonly now: Date },
): TrustedMetadata {
  requireClock(trusted, now)
  const snapshot = signNext(trusted.snapshot, signers.snapshot, (version) => {
    const expires = daysAfter(now, snapshotLifetimeDays)
    const meta = { 'targets.json': nameOf(targets), ...(rollouts && { 'rollouts.json': nameOf(rollouts) }) }
    return new Snapshot({ specVersion, version, expires, meta })
  })
  const timestamp = signNext(trusted.timestamp, signers.timestamp, (version) => {
    const expires = daysAfter(now, timestampLifetimeDays)
    return new Timestamp({ specVersion, version, expires, snapshotMeta: nameOf(snapshot) })
  })
  return verify(trusted, { timestamp, snapshot, targets, rollouts }, now)
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
  files: Readonly<Record<'timestamp' | 'snapshot' | 'targets', VersionedFile>> & {
    readonly rollouts: VersionedFile | undefined
  },
  now: Date,
): TrustedMetadata {
  try {
    let next = updateTimestamp(trusted, files.timestamp.content)
    next = updateSnapshot(next, files.snapshot.content)
    if (next.targets === undefined) next = updateTargets(next, files.targets.content)
    if (next.rollouts === undefined && files.rollouts !== undefined) next = updateRollouts(next, files.rollouts.content)
    for (const file of [next.targets, next.rollouts]) if (file !== undefined) requireFresh(file, now)
    targetsOf(next)
    rolloutsOf(next)
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
