import type { CalibrationRow } from '#sim/report/report.ts'

/**
 * How the model stood beside runs of the network lab on 2026-11-22: the constants were fitted to the first, the others
 * check them. `mycel sim calibrate` makes such rows; `docs/simulator.md` says how the lab was run.
 */
export const calibrationRows: readonly CalibrationRow[] = [
  { scenario: '1 site × 8 devices (fitted)', what: 'WAN bytes, MiB', measured: 16.89, modelled: 16.89 },
  { scenario: '1 site × 8 devices (fitted)', what: 'median completion, s', measured: 29.64, modelled: 29.64 },
  { scenario: '1 site × 8 devices (fitted)', what: 'last device, s', measured: 29.64, modelled: 29.69 },
  { scenario: '1 site × 4 devices', what: 'WAN bytes, MiB', measured: 16.93, modelled: 16.89 },
  { scenario: '1 site × 4 devices', what: 'median completion, s', measured: 29.42, modelled: 29.56 },
  { scenario: '1 site × 4 devices', what: 'last device, s', measured: 29.45, modelled: 29.56 },
  { scenario: '1 site × 4 devices, isolate', what: 'WAN bytes, MiB', measured: 67.4, modelled: 67.54 },
  { scenario: '1 site × 4 devices, isolate', what: 'median completion, s', measured: 109.57, modelled: 117.9 },
  { scenario: '1 site × 4 devices, isolate', what: 'last device, s', measured: 115.08, modelled: 117.9 },
  { scenario: '2 sites × 4 devices', what: 'WAN bytes, MiB', measured: 33.74, modelled: 33.77 },
  { scenario: '2 sites × 4 devices', what: 'median completion, s', measured: 29.7, modelled: 29.55 },
  { scenario: '2 sites × 4 devices', what: 'last device, s', measured: 29.74, modelled: 29.56 },
  { scenario: '1 site × 8 devices, kill:2', what: 'WAN bytes, MiB', measured: 17, modelled: 17.03 },
  { scenario: '1 site × 8 devices, kill:2', what: 'median completion, s', measured: 30.08, modelled: 29.79 },
  { scenario: '1 site × 8 devices, kill:2', what: 'last device, s', measured: 30.1, modelled: 29.79 },
  { scenario: '1 site × 4 devices, cut-wan@10+20', what: 'WAN bytes, MiB', measured: 17.05, modelled: 16.89 },
  { scenario: '1 site × 4 devices, cut-wan@10+20', what: 'median completion, s', measured: 50.73, modelled: 49.56 },
  { scenario: '1 site × 4 devices, cut-wan@10+20', what: 'last device, s', measured: 50.77, modelled: 49.56 },
  { scenario: '1 site × 12 devices', what: 'WAN bytes, MiB', measured: 17.03, modelled: 16.89 },
  { scenario: '1 site × 12 devices', what: 'median completion, s', measured: 31.41, modelled: 29.75 },
  { scenario: '1 site × 12 devices', what: 'last device, s', measured: 31.65, modelled: 29.75 },
]
