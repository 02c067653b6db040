import type { Fault } from '#sim/faults/fault.ts'
import type { WrittenSite } from './written-scenario.ts'

/** What a class of sites is where neither it nor `fleet.defaults` says so. */
export const siteDefaults = {
  devices: 20,
  wanDown: '20 Mbit',
  wanUp: '5 Mbit',
  wanLatency: '20 ms',
  wanLoss: '0 %',
  lan: '100 Mbit',
  lanLatency: '0.5 ms',
  reach: 'all',
  hasWan: true,
  arriveWithin: '10 s',
  updated: '0 %',
  decode: '40 MiB/s',
  flash: '20 MiB/s',
} as const satisfies WrittenSite

/** What the other keys are where a file leaves them out. */
export const scenarioDefaults = {
  policy: 'mycel',
  startsAt: '09:00',
  endsAfter: '24 h',
  sites: 1,
  version: '2.0.0',
  olderVersion: '1.0.0',
  full: '100 %',
  faultAt: { from: '0 s', to: '60 s' },
  faultCount: 1,
} as const

/** What the keys of `rollout` are, and those that only a rollout looks at, where a file leaves them out. */
export const rolloutDefaults = {
  date: '2026-03-02',
  checkIn: '1 h',
  publish: '5 s',
  reportLoss: '1 %',
  trial: { from: '20 s', to: '60 s' },
  zone: 'UTC',
} as const

/** How long a fault of a kind lasts where a file does not say so; undefined: to the end of the run. */
export const faultDurations = {
  'power-cut': '30 s',
  crash: '5 s',
  'wan-down': '60 s',
  'lan-split': '60 s',
  'multicast-off': undefined,
  slow: undefined,
  dies: '0 s',
  corrupt: undefined,
  lying: undefined,
  'tracker-down': '10 min',
  'no-boot': undefined,
  hangs: undefined,
  unhealthy: undefined,
  unstable: '1 h',
  'clock-1970': undefined,
  'clock-2050': undefined,
  'bit-rot': '0 s',
  'disk-full': '5 min',
  'tracker-forges': undefined,
} as const satisfies Record<Fault['kind'], string | undefined>

/** Release, manifests and deltas of an image with so many chunks, in bytes: about what the builder writes. */
export function documentBytesOf(chunkCount: number): number {
  return 4096 + 100 * chunkCount
}
