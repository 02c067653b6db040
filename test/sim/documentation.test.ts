import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { faultKinds } from '#sim/faults/fault.ts'
import { calibration } from '#sim/run/calibration.ts'
import { measures, policies } from '#sim/scenario/scenario.ts'

const text = readFileSync(join(import.meta.dirname, '../../docs/simulator.md'), 'utf8')

for (const [what, names] of Object.entries({ faults: faultKinds, measures, policies })) {
  test(`docs/simulator.md says what each of the ${what} is`, () => {
    const missing = names.filter((name) => !text.includes(`\`${name}\``))

    assert.deepEqual(missing, [])
  })
}

test('docs/simulator.md names the constants that the model has', () => {
  const { wanOverhead, startMs } = calibration

  assert.ok(text.includes(`Fitted: \`wanOverhead\` ${wanOverhead}, \`startMs\` ${startMs}.`))
})
