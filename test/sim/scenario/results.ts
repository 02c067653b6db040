import type { DeviceResult, RunResult, SiteResult } from '#sim/run/result.ts'

/** A device of the first site that has done well, but for `facts`. */
export function deviceResult(facts: Partial<DeviceResult> = {}): DeviceResult {
  return {
    site: 0,
    outcome: 'confirmed',
    from: '1.0.0',
    verifiedAt: 10,
    confirmedAt: 20,
    wanBytes: 0,
    lanBytes: 0,
    sentBytes: 0,
    reason: '',
    ...facts,
  }
}

/** A site of the class `shop`, but for `facts`. */
export function siteResult(facts: Partial<SiteResult> = {}): SiteResult {
  return {
    class: 'shop',
    devices: 1,
    wanDownBytes: 0,
    wanUpBytes: 0,
    lanBytes: 0,
    boundBytes: 0,
    boundSeconds: 5,
    lastVerifiedAt: 10,
    ...facts,
  }
}

/** A run in which nothing happened, but for `facts`. */
export function runResult(facts: Partial<RunResult> = {}): RunResult {
  return {
    scenario: 'x',
    policy: 'mycel',
    seed: 1,
    virtualSeconds: 60,
    faults: [],
    violations: [],
    sites: [],
    devices: [],
    wanIntervals: [],
    intervalSeconds: 1,
    originBytes: 0,
    inputs: 0,
    traceDigest: '',
    ...facts,
  }
}
