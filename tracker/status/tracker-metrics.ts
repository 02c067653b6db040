import { expiryMetric } from '#adapters/metrics/expiry-metric.ts'
import { type Metric, samplesBy, single } from '#adapters/metrics/metric.ts'
import type { ControlTotals } from './control-totals.ts'
import type { TrackerStatus } from './tracker-status.ts'

/** What a running tracker tells Prometheus; `docs/operations.md` lists it. */
export function trackerMetrics(
  { served, refused, devices, repository }: TrackerStatus,
  { fleet, rollouts, unsigned, reports, answers }: ControlTotals,
): readonly Metric[] {
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
    {
      name: 'mycel_fleet_devices',
      type: 'gauge',
      help: 'Devices that have reported: ever, and in the last day.',
      samples: samplesBy('reported', { ever: fleet.known, lastday: fleet.seen }),
    },
    {
      name: 'mycel_reports_total',
      type: 'counter',
      help: 'Reports of devices, by what became of them.',
      samples: samplesBy('verdict', reports),
    },
    {
      name: 'mycel_rollouts',
      type: 'gauge',
      help: 'Rollouts by their state.',
      samples: samplesBy('state', rollouts),
    },
    {
      name: 'mycel_rollouts_unsigned',
      type: 'gauge',
      help: 'Rollouts whose newest revision devices cannot read yet.',
      samples: single(unsigned),
    },
    {
      name: 'mycel_api_answers_total',
      type: 'counter',
      help: 'Answers of the API, by the class of their status.',
      samples: samplesBy('status', answers),
    },
    expiryMetric(repository.metadata),
  ]
}
