import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'

/** The four roles of TUF, and the one that `targets` delegates to. */
export type MetadataRole = 'root' | 'targets' | 'snapshot' | 'timestamp' | 'rollouts'

/** Which version of a metadata file is trusted, and until when it is good. */
export interface MetadataExpiry {
  readonly role: MetadataRole
  readonly version: number
  /** RFC 3339, in UTC. */
  readonly expires: string
}

/**
 * How many days before its end a file should be signed anew by now. People sign root and targets offline and need
 * time for it; the tracker renews the others when half of their time is over, so that these are already late.
 */
const noticeDays: Readonly<Record<MetadataRole, number>> = {
  root: 30,
  targets: 30,
  snapshot: 3,
  timestamp: 1,
  rollouts: 30,
}

const dayMs = 24 * 60 * 60 * 1000

/** The files that are there, from root down. */
export function metadataExpiries({
  root,
  targets,
  snapshot,
  timestamp,
  rollouts,
}: TrustedMetadata): readonly MetadataExpiry[] {
  const files = { root, targets, snapshot, timestamp, rollouts }
  return (Object.keys(files) as MetadataRole[]).flatMap((role) => {
    const file = files[role]
    return file === undefined ? [] : [{ role, version: file.version, expires: file.metadata.signed.expires }]
  })
}

/** Whether a file is good, should have been signed anew by now, or is refused by every device. */
export function freshness({ role, expires }: MetadataExpiry, now: Date): 'good' | 'due' | 'expired' {
  const leftMs = Date.parse(expires) - now.getTime()
  if (leftMs <= 0) return 'expired'
  return leftMs < noticeDays[role] * dayMs ? 'due' : 'good'
}
