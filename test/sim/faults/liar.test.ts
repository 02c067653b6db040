import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fault } from '#sim/faults/fault.ts'
import { runWith, smallScenario } from '#test/sim/small-scenario.ts'

function lying(seconds: number): Fault {
  return { kind: 'lying', at: 0, seconds, device: 0 }
}

test('a liar cannot have its neighbours take a release that nobody has', () => {
  const run = runWith(smallScenario({ site: 'hasWan: false', rest: 'endsAfter: 10 min' }), lying(500))

  assert.ok(run.devices.every(({ outcome, lanBytes }) => outcome === 'unreached' && lanBytes === 0))
  assert.deepEqual(run.violations, [])
})

test('what a liar says does not keep its neighbours from the WAN, and it takes the release when it lies no more', () => {
  const run = runWith(smallScenario(), lying(500))

  const [liar, ...others] = run.devices.map(({ verifiedAt }) => verifiedAt ?? Number.POSITIVE_INFINITY)
  assert.ok(
    others.every((at) => at < 60),
    others.join(),
  )
  assert.ok(liar !== undefined && liar > 500, `${liar}`)
})

test('lies end with the fault: the same run with one second more of them is another run', () => {
  const [short, again, long] = [lying(2), lying(2), lying(4)].map((fault) => runWith(smallScenario(), fault).inputs)

  assert.equal(short, again)
  assert.notEqual(short, long)
})
