import type { OnProgress } from '#adapters/terminal/progress.ts'
import type { Release } from '#core/format/release.ts'
import type { MycelTarget, ReleaseTarget } from '#core/metadata/target.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import type { FleetVersions } from '#tracker/release/bases/fleet-versions.ts'
import type { Repository } from '#tracker/release/repository.ts'
import type { TrackerStatus } from '#tracker/status/tracker-status.ts'

/** What a checklist is answered from. */
export interface PreflightInput {
  readonly repository: Repository
  /** The folder of the vendor's keys, with root.json. */
  readonly keys: string
  readonly product: string
  readonly version: string
  /** How many devices run each version; undefined where nobody counted: then every earlier release is tried. */
  readonly fleet: FleetVersions | undefined
  /** Who answers for it that those who are concerned know; undefined where nobody does. */
  readonly acknowledgedBy: string | undefined
  /** Whether the security epoch may rise, so that there is no way back. */
  readonly isOneWay: boolean
  /** Whether the images are held against those of the release before; it takes as long as building one delta. */
  readonly isAnalyzed: boolean
  readonly tracker: ReachedTracker
  readonly now: Date
  readonly onProgress: OnProgress
}

/** The tracker that will roll the release out, as far as it was reached. */
export interface ReachedTracker {
  /** Of one on this machine. */
  readonly status: TrackerStatus | undefined
  /** Of one elsewhere. */
  readonly url: string | undefined
  /** Writes into its audit log who answered for the release. */
  readonly acknowledge: ((by: string) => Promise<void>) | undefined
}

/** A published release with what is signed about it. */
export interface ReleaseToCheck {
  readonly trusted: TrustedMetadata
  readonly targets: readonly MycelTarget[]
  readonly release: Release
  readonly terms: ReleaseTarget
}
