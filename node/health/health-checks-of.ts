import type { Log } from '#adapters/log/log.ts'
import type { Device } from '#node/device.ts'
import { HealthChecks } from './health-checks.ts'

/** The health checks of a device that was opened, by its configuration. */
export function healthChecksOf({ config, facts }: Device, log: Log): HealthChecks {
  const { trial, health } = config
  return new HealthChecks({
    directory: trial.healthDirectory,
    urls: health.http,
    timeoutMs: health.timeoutSec * 1000,
    retries: health.retries,
    version: facts.running,
    slot: facts.slot,
    log,
  })
}
