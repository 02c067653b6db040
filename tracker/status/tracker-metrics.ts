import { expiryMetric } from '#adapters/metrics/expiry-metric.ts'
import { type Metric, samplesBy, single } from '#adapters/metrics/metric.ts'
import type { TrackerStatus } from './tracker-status.ts'

/** What a running tracker tells Prometheus; `docs/operations.md` lists it. */
export function trackerMetrics({ served, refused, devices, repository }: TrackerStatus): readonly Metric[] {
  return [
    {
      name: 'mycel_egress_bytes_total',
      type: 'counter',
      help: 'Bytes of content served to devices: payloads with deltas, and metadata.',
      samples: samplesBy('kind', { payload: served.payloadBytes, metadata: served.metadataBytes }),
    },
    {
      name: 'mycel_devices',
      type: 'gauge',
      help: 'Devices that are joined.',
      samples: single(devices),
    },
    {
      name: 'mycel_requests_refused_total',
      type: 'counter',
      help: 'Requests of devices that were not served.',
      samples: samplesBy('reason', refused),
    },
    expiryMetric(repository.metadata),
  ]
}
