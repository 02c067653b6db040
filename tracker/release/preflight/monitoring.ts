import type { TrackerStatus } from '#tracker/status/tracker-status.ts'
import { type ChecklistLine, failed, open, passed } from './checklist.ts'
import type { PreflightInput } from './preflight-input.ts'

/** Whether somebody will see what the release does, and whether what has to go on while it is rolled out goes on. */
export function* monitoringLines({ repository, tracker }: PreflightInput): Generator<ChecklistLine> {
  const { status, url } = tracker
  if (url !== undefined) {
    yield passed('tracker', `answers at ${url}`)
    yield open('monitoring', 'whether it serves metrics cannot be seen from here', 'ask Prometheus for up{job="mycel"}')
    return
  }
  if (status === undefined) {
    yield failed('tracker', 'no tracker was reached', `'mycel tracker run --repo ${repository.directory} …' starts one`)
    return
  }
  yield trackerLine(status)
  yield metricsLine(status)
}

function trackerLine({ addresses, devices, keys }: TrackerStatus): ChecklistLine {
  const missing = (['snapshot', 'timestamp', 'rollouts'] as const).filter((role) => !keys.present.includes(role))
  if (missing.length > 0) {
    const found = `it runs without ${missing.map((role) => `${role}.key`).join(', ')}: it could not open or stop a rollout`
    return failed('tracker', found, `copy them into ${keys.directory}, and start it again`)
  }
  return passed('tracker', `runs at ${addresses.join(', ')}, ${devices} ${devices === 1 ? 'device' : 'devices'} joined`)
}

function metricsLine({ metricsPort }: TrackerStatus): ChecklistLine {
  if (metricsPort === null) {
    return failed(
      'monitoring',
      'the tracker serves no metrics',
      'start it with --metrics 127.0.0.1:9465, and let Prometheus read them',
    )
  }
  return passed('monitoring', `metrics are served at port ${metricsPort}`)
}
