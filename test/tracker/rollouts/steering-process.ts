/**
 * Creates and steers rollouts and takes reports as fast as it can until it is killed: `node steering-process.ts FOLDER
 * JSON`, where JSON is what was acknowledged so far. Each acknowledgement is a line of JSON.
 */

import { reporter } from '#test/tracker/fleet/reporters.ts'
import { type Acknowledged, openControl, rolloutOfAll } from '#test/tracker/rollouts/kill-control.ts'

const [directory = '', before = '{}'] = process.argv.slice(2)
const known = JSON.parse(before) as Acknowledged
const { control, fleet } = await openControl(directory)
const id = `life-${known.created.length}`
if (control.rollouts.find(id) === undefined) await control.rollouts.create(rolloutOfAll(id), { by: 'ada' })
tell({ created: id })
// An action and a report are always under way together.
for (let device = known.devices; ; device += 1) await Promise.all([steer(), report(device)])

async function steer(): Promise<void> {
  const isPaused = control.rollouts.find(id)?.record.state === 'paused'
  const { record } = await control.rollouts.ask(id, isPaused ? 'resume' : 'pause', 'ada')
  tell({ revision: record.revision, of: id })
}

/** Every device reports once, so that devices and outcomes are one number. */
async function report(device: number): Promise<void> {
  const event = { type: 'began', version: '1.1.0', rollout: 'life-0', from: '1.0.0' } as const
  await fleet.take([reporter(device).report({ event, tags: {} })], { host: '198.51.100.7', at: Date.now() })
  tell({ devices: device + 1 })
}

function tell(fact: object): void {
  // A pipe is written at once, before anything else happens.
  process.stdout.write(`${JSON.stringify(fact)}\n`)
}
