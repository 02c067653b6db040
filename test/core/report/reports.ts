import type { Report, ReportEvent } from '#core/report/report.ts'

/** One event of each kind. */
export const everyEvent: readonly ReportEvent[] = [
  { type: 'alive', gauges: { throughput: 98.5, errors: 0 }, traffic: { wanBytes: 1200, lanBytes: 2 ** 40 } },
  { type: 'began', version: '1.1.0', rollout: 'r1', from: '1.0.0' },
  {
    type: 'confirmed',
    version: '1.1.0',
    rollout: 'r1',
    from: '1.0.0',
    downtimeMs: 4200,
    traffic: { wanBytes: 0, lanBytes: 7 },
  },
  { type: 'install-failed', version: '1.1.0', rollout: '', reason: 'slot b is too small' },
  { type: 'rolled-back', version: '1.1.0', rollout: 'r1', cause: 'trial', reason: 'the display stays dark' },
  { type: 'rolled-back', version: '1.1.0', rollout: 'r1', cause: 'taken-back', reason: 'the rollout was aborted' },
  { type: 'rolled-back', version: '1.1.0', rollout: 'r1', cause: 'owner', reason: 'rolled back by request' },
  { type: 'crashed', version: '1.1.0', rollout: 'r1', reason: 'exit code 1' },
]

/** A report as a device makes it, with these parts in their place. */
export function reportWith(parts: Partial<Report> = {}): Report {
  return {
    sequence: 1,
    product: 'hub',
    running: '1.0.0',
    at: Date.UTC(2026, 10, 22),
    tags: { ring: 'beta', site: 'Köln' },
    event: { type: 'alive', gauges: {}, traffic: { wanBytes: 0, lanBytes: 0 } },
    ...parts,
  }
}
