import { basisPointsMax } from '#core/rollout/rollout.ts'
import type { PlannedPhase } from '#tracker/engine/rollout/contract.ts'
import { type RolloutRecord, totalOf } from '#tracker/engine/rollout/record.ts'
import { percentText } from '#tracker/engine/rollout/stop-rules.ts'

/** The phase that opened last. */
export function currentPhase({ plan, openPhases }: RolloutRecord): PlannedPhase | undefined {
  return plan.phases[openPhases - 1]
}

/** What the phase that opened last still lacks, in words; empty where the rollout may go on. */
export function lacking(record: RolloutRecord, at: number): readonly string[] {
  const phase = currentPhase(record)
  if (phase === undefined) return []
  const missing: string[] = []
  const soakLeftMs = phase.soakMs - soakedMs(record, at)
  if (soakLeftMs > 0) missing.push(`${phase.name} soaks for ${durationText(phase.soakMs)}`)
  const confirmed = record.counts[record.openPhases - 1]?.confirmed ?? 0
  if (confirmed < phase.minConfirmed) {
    const { minConfirmed, name } = phase
    missing.push(
      minConfirmed === 1 ? `a device of ${name} is to confirm` : `${minConfirmed} devices of ${name} are to confirm`,
    )
  }
  const all = totalOf(record.counts.slice(0, record.openPhases))
  const ended = all.confirmed + all.installFailed + all.trialFailed
  if (all.confirmed * basisPointsMax < phase.successBasisPoints * ended) {
    missing.push(`${percentText(phase.successBasisPoints, basisPointsMax)} of those that ended are to have confirmed`)
  }
  const isLast = record.openPhases === record.plan.phases.length
  if (phase.approval && !record.isApproved && !isLast) missing.push(`a person is to approve what follows ${phase.name}`)
  return missing
}

/** When the soak of the phase that opened last is over, in ms of Unix time; undefined while it does not soak. */
export function soakEndsAt(record: RolloutRecord): number | undefined {
  const phase = currentPhase(record)
  if (phase === undefined || record.soaksSince === undefined) return undefined
  return record.soaksSince + Math.max(0, phase.soakMs - record.soakedMs)
}

/** How long the phase that opened last has soaked, pauses left out. */
export function soakedMs({ soaksSince, soakedMs: before }: RolloutRecord, at: number): number {
  return before + (soaksSince === undefined ? 0 : at - soaksSince)
}

const hourMs = 3_600_000

/** A time span as people write it: `48 h`, `90 min`, `30 s`. */
export function durationText(ms: number): string {
  if (ms >= hourMs && ms % hourMs === 0) return `${ms / hourMs} h`
  if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000} min`
  return `${ms / 1000} s`
}
