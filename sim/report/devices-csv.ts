import type { DeviceResult, RunResult } from '#sim/run/result.ts'

const columns = [
  'seed',
  'device',
  'site',
  'class',
  'from_version',
  'outcome',
  'verified_at_seconds',
  'confirmed_at_seconds',
  'wan_bytes',
  'lan_bytes',
  'sent_bytes',
  'reason',
] as const

/**
 * `devices.csv`: a record for each device of each run, with a head (RFC 4180, so lines end in CRLF). An instant that was
 * not reached is an empty field. Comes in parts, a run each, as all runs together may not fit into one string.
 */
export function* devicesCsv(runs: readonly RunResult[]): Generator<string> {
  yield record(columns)
  for (const run of runs) yield run.devices.map((device, index) => record(fieldsOf(run, device, index))).join('')
}

function fieldsOf({ seed, sites }: RunResult, device: DeviceResult, index: number): readonly (string | number)[] {
  return [
    seed,
    index,
    device.site,
    sites[device.site]?.class ?? '',
    device.from,
    device.outcome,
    device.verifiedAt ?? '',
    device.confirmedAt ?? '',
    device.wanBytes,
    device.lanBytes,
    device.sentBytes,
    device.reason,
  ]
}

function record(fields: readonly (string | number)[]): string {
  return `${fields.map(field).join(',')}\r\n`
}

function field(value: string | number): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
