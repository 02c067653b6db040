import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseLabArguments } from './lab-arguments.ts'
import { measure } from './measure.ts'
import { labProblem } from './topology.ts'

/** Some 15 s on two free cores, most of it the start of processes; a busy machine may take longer. */
const timeout = 60_000

test('a site of four takes a release once over its WAN link', { skip: await labProblem(), timeout }, async () => {
  const plan = parseLabArguments(['--devices', '4', '--payload', '4MiB', '--wan', '20', '--lan', '200'])

  const report = await measure(plan, () => undefined)

  assert.equal(report.missing, 0)
  assert.equal(report.wrongSlots, 0)
  assert.ok(report.wanCopies <= 1.2, `${report.wanCopies} copies`)
  assert.ok(report.peers.mdns > 0, 'multicast has brought no peer')
})
