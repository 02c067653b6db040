import type { NodeStatus } from '#node/world/status.ts'

/** What a node says that is half way to release 1.1.0 on a site with three neighbours. */
export const nodeStatus: NodeStatus = {
  peer: 'self',
  product: 'hub',
  running: '1.0.0',
  slot: 'a',
  phase: 'fetching',
  release: '1.1.0',
  detail: '8 chunks: 1 are there, 2 come from the active slot, 5 travel',
  phaseSec: 65,
  chunks: { made: 4, total: 8 },
  installs: { confirmed: 0, failed: 1, 'rolled-back': 0 },
  neighbours: 3,
  tracker: true,
  traffic: {
    receivedBytes: { lan: 3_000_000, wan: 1_000_000 },
    sentBytes: 2_000_000,
    chunkBytes: { lan: 500_000, wan: 0 },
    rejectedCount: 0,
    rejectedBytes: 0,
  },
  socketBytes: { lan: 5_100_000, wan: 1_050_000 },
  slotWrittenBytes: 4_194_304,
  metadata: [
    { role: 'root', version: 1, expires: '2027-08-01T00:00:00Z' },
    { role: 'timestamp', version: 7, expires: '2026-08-01T12:00:00Z' },
  ],
  memoryBytes: 48_000_000,
  peakMemoryBytes: 61_000_000,
  uptimeSec: 3_700,
}
