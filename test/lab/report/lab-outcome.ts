import type { DeviceOutcome, DeviceSummary } from '#test/lab/site/device-run.ts'
import type { SiteRunOutcome } from '#test/lab/site/site-run.ts'

/** Of the payload in {@link outcomeOf}. */
export const payloadBytes = 2_500_000

/** A device that was staged after 1.1 s and says these things of itself. */
export function deviceOf(changes: Partial<DeviceOutcome> = {}, said: Partial<DeviceSummary> = {}): DeviceOutcome {
  const summary: DeviceSummary = {
    lanReceivedBytes: 750_000,
    wanReceivedBytes: 250_000,
    wanSocketBytes: 300_000,
    peakMemoryBytes: 100_000_000,
    cpuSeconds: 2,
    mdnsJoins: 1,
    dialledJoins: 1,
    inboundJoins: 0,
    ...said,
  }
  return { name: 'device', product: 'lab', role: 'usual', stagedMs: 1_100, hasWrongSlot: false, summary, ...changes }
}

/** One update of a site: a payload that takes a second at 20 Mbit/s, of which the WAN link carried 1.05 copies. */
export function outcomeOf(devices: readonly DeviceOutcome[], changes: Partial<SiteRunOutcome> = {}): SiteRunOutcome {
  const bytes = {
    wan: [{ inBytes: 1.05 * payloadBytes, outBytes: 0.04 * payloadBytes }],
    originBytes: 1.1 * payloadBytes,
    lanBytes: 1.08 * payloadBytes * devices.length,
  }
  const ideals = [{ product: 'lab', bytes: payloadBytes }]
  return { ideals, devices, bytes, bytesWithLate: bytes, cpuBusy: 0.5, ...changes }
}
