import type { Log } from '#adapters/log/log.ts'
import type { AuditLog } from '#tracker/audit/audit-log.ts'
import type { Fleet } from '#tracker/fleet/fleet.ts'
import type { Repository } from '#tracker/release/repository.ts'
import type { Rollouts } from '#tracker/rollouts/rollouts.ts'
import type { SteadyClock } from '#tracker/rollouts/steady-clock.ts'
import type { TrackerStatus } from '#tracker/status/tracker-status.ts'
import type { Annotations } from './annotations.ts'
import type { KeptAnswers } from './frame/idempotency.ts'
import type { RequestCounts } from './request-counts.ts'
import type { Tokens } from './tokens/tokens.ts'

/** What the API reads and does. */
export interface ApiSources {
  readonly status: () => Promise<TrackerStatus>
  readonly repository: Repository
  readonly fleet: Fleet
  readonly rollouts: Rollouts
  readonly audit: AuditLog
  /** The folder of the audit log. */
  readonly auditDirectory: string
  readonly annotations: Annotations
  readonly tokens: Tokens
  readonly keptAnswers: KeptAnswers
  readonly requests: RequestCounts
  readonly clock: SteadyClock
  readonly log: Log
}
