import type { RepositoryStatus, TrackerStatus } from '#tracker/status/tracker-status.ts'

const repository: RepositoryStatus = {
  directory: '/srv/hub',
  releases: 2,
  metadata: [
    { role: 'root', version: 1, expires: '2026-08-20T00:00:00Z' },
    { role: 'timestamp', version: 9, expires: '2026-08-03T12:00:00Z' },
  ],
}

/** What a tracker of twelve devices says whose root should be signed anew by 1 August 2026. */
export const trackerStatus: TrackerStatus = {
  peer: '12D3Koo',
  addresses: ['/ip4/192.0.2.10/tcp/4500/p2p/12D3Koo', '/ip4/10.0.0.1/tcp/4500/p2p/12D3Koo'],
  devices: 12,
  served: { payloadBytes: 3_400_000, metadataBytes: 56_000 },
  refused: { busy: 3, missing: 0, refused: 0 },
  socketBytes: 3_700_000,
  repository,
  keys: { directory: '/srv/keys', present: ['snapshot', 'timestamp', 'tracker'] },
  metricsPort: 9465,
  memoryBytes: 80_000_000,
  peakMemoryBytes: 95_000_000,
  uptimeSec: 90_000,
}
