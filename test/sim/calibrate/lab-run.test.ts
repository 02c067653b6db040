import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserError } from '#core/errors.ts'
import { readLabRun } from '#sim/calibrate/lab-run.ts'
import { storedLab } from './stored-labs.ts'

/** A stored lab run with some changes, as a file. */
function labText(changes: object): string {
  return JSON.stringify({ ...storedLab('8'), ...changes })
}

test('a run in which devices were missing is refused, because it says nothing of times', () => {
  assert.throws(() => readLabRun(labText({ missing: 2 }), 'lab.json'), /lab\.json: 2 devices did not finish/)
})

test('a run that lacks what the model needs is refused with what it lacks', () => {
  const text = labText({ imageBytes: undefined, medianSeconds: undefined })

  assert.throws(() => readLabRun(text, 'lab.json'), /imageBytes, medianSeconds/)
})

test('a file that is no lab run is refused', () => {
  for (const text of ['', '[', 'null', '7', '{}']) assert.throws(() => readLabRun(text, 'lab.json'), UserError, text)
})
