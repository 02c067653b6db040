import { expiryMetric } from '#adapters/metrics/expiry-metric.ts'
import { type Metric, type MetricSample, samplesBy, single } from '#adapters/metrics/metric.ts'
import type { BootState, SlotName } from '#core/boot/boot-state.ts'
import type { Phase } from '#node/engine/contract.ts'
import type { NodeStatus } from '#node/world/status.ts'
import { phaseLevels } from './log-events.ts'

/** What a slot is to the next boot. */
type SlotState = 'active' | 'trial' | 'standby' | 'empty'

/** What a running node tells Prometheus; `docs/operations.md` lists it. */
export function nodeMetrics(status: NodeStatus, boot: BootState): readonly Metric[] {
  return [...trafficMetrics(status), ...installMetrics(status), ...bootMetrics(boot), ...siteMetrics(status)]
}

function trafficMetrics({ traffic }: NodeStatus): readonly Metric[] {
  const { receivedBytes, chunkBytes, httpBytes, sentBytes, rejectedCount } = traffic
  const received: readonly MetricSample[] = [
    { labels: { source: 'peer', kind: 'payload' }, value: receivedBytes.lan - chunkBytes.lan },
    { labels: { source: 'peer', kind: 'chunk' }, value: chunkBytes.lan },
    { labels: { source: 'tracker', kind: 'payload' }, value: receivedBytes.wan - chunkBytes.wan - httpBytes },
    { labels: { source: 'tracker', kind: 'chunk' }, value: chunkBytes.wan },
    { labels: { source: 'http', kind: 'payload' }, value: httpBytes },
  ]
  const allBytes = receivedBytes.lan + receivedBytes.wan
  return [
    {
      name: 'mycel_payload_bytes_total',
      type: 'counter',
      help: 'Verified bytes received: payloads and documents, and finished chunks.',
      samples: received,
    },
    {
      name: 'mycel_sent_bytes_total',
      type: 'counter',
      help: 'Bytes served to other peers.',
      samples: single(sentBytes),
    },
    {
      name: 'mycel_chunks_rejected_total',
      type: 'counter',
      help: 'Chunks and payloads that were not the bytes asked for.',
      samples: single(rejectedCount),
    },
    {
      name: 'mycel_peer_ratio',
      type: 'gauge',
      help: 'Share of the verified bytes that came from peers, 0 to 1.',
      samples: allBytes === 0 ? [] : single(receivedBytes.lan / allBytes),
    },
  ]
}

function installMetrics({ phase, installs, slotWrittenBytes }: NodeStatus): readonly Metric[] {
  const phases = Object.keys(phaseLevels) as Phase[]
  return [
    {
      name: 'mycel_phase',
      type: 'gauge',
      help: 'Where the device is on its way to a release: 1 for the current phase.',
      samples: phases.map((name) => ({ labels: { phase: name }, value: name === phase ? 1 : 0 })),
    },
    {
      name: 'mycel_install_total',
      type: 'counter',
      help: 'How installs ended; a roll-back counts at each start until the next install begins.',
      samples: samplesBy('result', installs),
    },
    {
      name: 'mycel_flash_bytes_written_total',
      type: 'counter',
      help: 'Bytes written to slots.',
      samples: single(slotWrittenBytes),
    },
  ]
}

function bootMetrics(boot: BootState): readonly Metric[] {
  const states = (['a', 'b'] as const).map((slot) => ({ labels: { slot, state: slotState(boot, slot) }, value: 1 }))
  return [
    {
      name: 'mycel_slot_state',
      type: 'gauge',
      help: 'What a slot is to the next boot: active, trial, standby or empty.',
      samples: states,
    },
    {
      name: 'mycel_boot_attempts_left',
      type: 'gauge',
      help: 'Boots that the slot on trial has left; absent without a trial.',
      samples: boot.trial === undefined ? [] : single(boot.trial.attemptsLeft),
    },
  ]
}

function siteMetrics({ neighbours, tracker, metadata }: NodeStatus): readonly Metric[] {
  return [
    {
      name: 'mycel_neighbours',
      type: 'gauge',
      help: 'Peers on the same site that are joined.',
      samples: single(neighbours),
    },
    {
      name: 'mycel_tracker_connected',
      type: 'gauge',
      help: 'Whether a tracker is joined: 1 or 0.',
      samples: single(tracker ? 1 : 0),
    },
    expiryMetric(metadata),
  ]
}

function slotState({ active, slots, trial }: BootState, slot: SlotName): SlotState {
  if (slot === active) return 'active'
  if (slot === trial?.slot) return 'trial'
  return slots[slot] === undefined ? 'empty' : 'standby'
}
