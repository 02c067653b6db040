import type { Log } from '#adapters/log/log.ts'
import { messageOf } from '#core/errors.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { isRenewalDue } from '#tracker/engine/renewal.ts'
import { type RenewalSigners, snapshotLifetimeDays, timestampLifetimeDays } from '#tracker/release/publication.ts'
import type { Repository } from '#tracker/release/repository.ts'

/** Signs snapshot and timestamp anew when half of their time is over. Logs what it cannot do: devices still trust the old ones for days. */
export async function renewWhereDue(repository: Repository, signers: RenewalSigners, log: Log): Promise<void> {
  const now = new Date()
  try {
    if (!isDue(await repository.metadata(now), now)) return
    await repository.renew(signers, now)
    log.info('metadata-renewed', expiriesOf(await repository.metadata(now)))
  } catch (error) {
    log.error('metadata-not-renewed', { reason: messageOf(error) })
  }
}

/** When what is published ends, for people: root and targets are signed offline, so their owner must know in time. */
export function expiriesOf({
  root,
  targets,
  rollouts,
  snapshot,
  timestamp,
}: TrustedMetadata): Readonly<Record<string, string>> {
  const files = { root, targets, ...(rollouts && { rollouts }), snapshot, timestamp }
  const expiries = Object.entries(files).map(([role, file]) => [
    `${role}Expires`,
    file?.metadata.signed.expires ?? 'never published',
  ])
  return Object.fromEntries(expiries)
}

function isDue({ snapshot, timestamp }: TrustedMetadata, now: Date): boolean {
  if (snapshot === undefined || timestamp === undefined) return false
  const validities = [
    { expires: new Date(snapshot.metadata.signed.expires), days: snapshotLifetimeDays },
    { expires: new Date(timestamp.metadata.signed.expires), days: timestampLifetimeDays },
  ]
  return isRenewalDue(validities, now)
}
