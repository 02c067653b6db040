import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RefusedRequests } from '#tracker/seed/refused-requests.ts'

test('requests that were refused are counted by what the device was told', () => {
  const refused = new RefusedRequests()

  refused.add('busy')
  refused.add('missing')
  refused.add('busy')

  assert.deepEqual(refused.totals(), { busy: 2, missing: 1, refused: 0 })
})
