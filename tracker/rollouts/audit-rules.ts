import type { AuditLog } from '#tracker/audit/audit-log.ts'
import type { Advance } from './rollout-state.ts'

/** Notes what the rules of rollouts do by themselves: it is in the audit log before it is so. */
export async function auditRules(audit: AuditLog, steps: readonly Advance[]): Promise<void> {
  for (const { state, told } of steps) {
    const target = state.record.plan.rollout.id
    const done = told.filter(({ by, kind }) => by === undefined && kind !== 'waiting')
    for (const { kind, text } of done) {
      await audit.append({ actor: 'tracker', action: `rollout.${kind}`, target, details: { text } })
    }
  }
}
