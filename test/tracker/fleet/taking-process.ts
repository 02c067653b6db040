/**
 * Takes reports as fast as it can until it is killed: `node taking-process.ts FOLDER JSON`, where JSON lists the last
 * sequence number of each device that was acknowledged. Each acknowledgement is a line `DEVICE SEQUENCE`.
 */
import { rolloutNamed } from '#test/tracker/fleet/kill-tracker.ts'
import { fleetAuthority, type Reporter, reporter } from '#test/tracker/fleet/reporters.ts'
import { Fleet } from '#tracker/fleet/fleet.ts'

/** Reports of one batch. */
const batchLength = 4

const [directory = '', acknowledged = '[]'] = process.argv.slice(2)
const fleet = await Fleet.open(directory, () => [fleetAuthority.publicKey])
const lasts: readonly number[] = JSON.parse(acknowledged)
await Promise.all(lasts.map((last, index) => reportForEver(reporter(index), { index, last })))

async function reportForEver(device: Reporter, { index, last }: { index: number; last: number }): Promise<never> {
  for (let next = last + 1; ; next += batchLength) {
    const batch = Array.from({ length: batchLength }, (_, offset) => {
      const sequence = next + offset
      const event = { type: 'began', version: '1.1.0', rollout: rolloutNamed(sequence), from: '1.0.0' } as const
      return device.report({ sequence, event })
    })
    const verdicts = await fleet.take(batch, { host: '198.51.100.7', at: Date.now() })
    for (const verdict of verdicts) {
      // A pipe is written at once, before anything else happens.
      if ('sequence' in verdict) process.stdout.write(`${index} ${verdict.sequence}\n`)
    }
  }
}
