import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReportEvent } from '#core/report/report.ts'
import { encodeSealedReport } from '#core/report/sealed-report.ts'
import { benchReport, benchVersions } from './bench-devices.ts'
import type { FilledFleet } from './fill-fleet.ts'

/** The rollout of the devices that say that they began or confirmed. */
export const benchRollout = 'bench'

/** One report in so many is more than being there. */
const reportsPerEvent = 5

/** Writes the bodies of requests with one new report each, a line a body, device after device. */
export async function writeBodies(path: string, count: number, fleet: FilledFleet): Promise<void> {
  await pipeline(Readable.from(bodies(count, fleet)), createWriteStream(path))
}

function* bodies(count: number, { devices, authority }: FilledFleet): Generator<string> {
  // Higher than those of an earlier run over the same fleet, and more than the requests of a device now.
  const firstSequence = Date.now()
  for (let index = 0; index < count; index += 1) {
    const sequence = firstSequence + Math.floor(index / devices)
    const sealed = benchReport(index % devices, { sequence, event: eventOf(index) }, authority)
    yield `${JSON.stringify({ reports: [Buffer.from(encodeSealedReport(sealed)).toString('base64')] })}\n`
  }
}

function eventOf(index: number): ReportEvent {
  const { running: from, released: version } = benchVersions
  const traffic = { wanBytes: 20_000, lanBytes: 180_000 }
  if (index % reportsPerEvent !== 0) return { type: 'alive', gauges: { 'free-mib': 100 + (index % 50) }, traffic }
  const what = { version, rollout: benchRollout, from }
  const isBeginning = index % (2 * reportsPerEvent) === 0
  return isBeginning ? { ...what, type: 'began' } : { ...what, type: 'confirmed', downtimeMs: 4000, traffic }
}
