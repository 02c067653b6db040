import type { RolloutState } from '#core/rollout/rollout.ts'
import type { RequestCounts, StatusClass, VerdictTotals } from '#tracker/api/request-counts.ts'
import type { Fleet } from '#tracker/fleet/fleet.ts'
import type { Rollouts } from '#tracker/rollouts/rollouts.ts'

/** What the fleet and the rollouts of a tracker are in numbers. Counts of requests and reports begin with the process. */
export interface ControlTotals {
  /** Devices that have ever reported, and those that have in the last day. */
  readonly fleet: { readonly known: number; readonly seen: number }
  readonly rollouts: Readonly<Record<RolloutState, number>>
  /** Rollouts whose newest revision is not signed. */
  readonly unsigned: number
  readonly reports: VerdictTotals
  readonly answers: Readonly<Record<StatusClass, number>>
}

const dayMs = 24 * 3_600_000

/** Counts. `mesh` are the verdicts on reports that did not come by HTTP; `now` is ms of Unix time. */
export function controlTotals(
  {
    fleet,
    rollouts,
    requests,
    mesh,
  }: {
    readonly fleet: Fleet
    readonly rollouts: Rollouts
    readonly requests: RequestCounts
    readonly mesh: VerdictTotals
  },
  now: number,
): ControlTotals {
  const records = rollouts.list().map(({ record }) => record)
  const inState = (state: RolloutState) => records.filter((record) => record.state === state).length
  const http = requests.verdicts
  return {
    fleet: { known: fleet.counts().devices, seen: fleet.seenSince(now - dayMs) },
    rollouts: {
      running: inState('running'),
      paused: inState('paused'),
      cancelled: inState('cancelled'),
      aborted: inState('aborted'),
      complete: inState('complete'),
    },
    unsigned: records.filter(({ publishedRevision, revision }) => publishedRevision < revision).length,
    reports: {
      accepted: mesh.accepted + http.accepted,
      known: mesh.known + http.known,
      refused: mesh.refused + http.refused,
      busy: mesh.busy + http.busy,
    },
    answers: requests.statuses,
  }
}
