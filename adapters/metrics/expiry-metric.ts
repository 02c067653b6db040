import type { MetadataExpiry } from '#core/metadata/expiry.ts'
import type { Metric } from './metric.ts'

/** Until when each metadata file is good, for nodes and trackers alike. */
export function expiryMetric(expiries: readonly MetadataExpiry[]): Metric {
  return {
    name: 'mycel_metadata_expiry_timestamp_seconds',
    type: 'gauge',
    help: 'When a metadata file expires, in seconds since 1970.',
    samples: expiries.map(({ role, expires }) => ({ labels: { role }, value: Date.parse(expires) / 1000 })),
  }
}
