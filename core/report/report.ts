/**
 * What a device tells its vendor: one thing that happened to it, or that it is there. Signed by the device
 * (`sealed-report.ts`), kept by it until the tracker has acknowledged it, counted once.
 */
export interface Report {
  /**
   * Counts up with each report of a device; with the device it names the report. Survives restarts, and begins at the
   * clock where a device has no memory: a device that lost it does not number its reports as those before.
   */
  readonly sequence: number
  readonly product: string
  /** The version that runs now. */
  readonly running: string
  /** The device's clock, in ms of Unix time: for people, never for decisions. */
  readonly at: number
  /** What selectors of rollouts look at; at most {@link tagsMax}. */
  readonly tags: Readonly<Record<string, string>>
  readonly event: ReportEvent
}

/** What happened. `version` is the release that it happened with, `rollout` the one that admitted the device, '' for none. */
export type ReportEvent =
  /** Nothing but being there, once per poll interval; gauges are what `health.d` measured. */
  | { readonly type: 'alive'; readonly gauges: Readonly<Record<string, number>>; readonly traffic: ReportTraffic }
  | { readonly type: 'began'; readonly version: string; readonly rollout: string; readonly from: string }
  | {
      readonly type: 'confirmed'
      readonly version: string
      readonly rollout: string
      readonly from: string
      /** From the reboot to the confirmation. */
      readonly downtimeMs: number
      readonly traffic: ReportTraffic
    }
  /** The install failed before its trial: the device runs on as before. */
  | { readonly type: 'install-failed'; readonly version: string; readonly rollout: string; readonly reason: string }
  /** The trial failed, or somebody took the release back; `cause` says which. */
  | {
      readonly type: 'rolled-back'
      readonly version: string
      readonly rollout: string
      readonly cause: 'trial' | 'taken-back' | 'owner'
      readonly reason: string
    }
  /** The device crashed after the release was confirmed. */
  | { readonly type: 'crashed'; readonly version: string; readonly rollout: string; readonly reason: string }

/** Bytes since the last report with traffic. */
export interface ReportTraffic {
  readonly wanBytes: number
  readonly lanBytes: number
}

/** The most tags of a device. */
export const tagsMax = 32

/** The most gauges of a report. */
export const gaugesMax = 32
