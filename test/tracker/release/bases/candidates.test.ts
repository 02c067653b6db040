import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CandidatesInput, candidatesMax, findCandidates } from '#tracker/release/bases/candidates.ts'

const published = ['1.0.0', '1.2.0', '1.10.0', '1.3.0', '1.4.0', '2.0.0']

function find(more: Partial<CandidatesInput>) {
  const input: CandidatesInput = { version: '1.10.0', published, from: 'auto', recent: 3, fleet: undefined }
  const { candidates, leftOut } = findCandidates({ ...input, ...more })
  return { candidates, leftOut, versions: candidates.map(({ version }) => version) }
}

test('auto takes the last releases before the new one, newest first', () => {
  assert.deepEqual(find({}).versions, ['1.4.0', '1.3.0', '1.2.0'])
  assert.deepEqual(find({ recent: 1 }).versions, ['1.4.0'])
})

test('auto takes what the fleet runs, too', () => {
  const fleet = new Map([
    ['1.0.0', 1],
    ['1.3.0', 7],
    ['1.2.0', 0],
    ['2.0.0', 5],
  ])

  const { candidates } = find({ recent: 1, fleet })

  assert.deepEqual(candidates, [
    { version: '1.4.0', devices: 0, isRequired: true },
    { version: '1.3.0', devices: 7, isRequired: false },
    { version: '1.0.0', devices: 1, isRequired: false },
  ])
})

test('a version that is not taken is named with its reason', () => {
  const fleet = new Map([
    ['0.9.0', 3],
    ['1.4.0', 1],
  ])

  assert.deepEqual(find({}).leftOut, [{ version: '1.0.0', devices: undefined, reason: 'not-recent' }])
  assert.deepEqual(find({ fleet }).leftOut, [
    { version: '1.0.0', devices: 0, reason: 'nobody-runs-it' },
    { version: '0.9.0', devices: 3, reason: 'not-published' },
  ])
})

test('all takes every earlier version, newest takes one', () => {
  assert.deepEqual(find({ from: 'all' }).versions, ['1.4.0', '1.3.0', '1.2.0', '1.0.0'])
  assert.deepEqual(find({ from: 'newest' }).versions, ['1.4.0'])
  assert.deepEqual(find({ from: 'newest', published: [] }).versions, [])
})

test('versions that are named are all required, each once', () => {
  const { candidates } = find({ from: ['1.0.0', '2.0.0', '1.0.0'] })

  assert.deepEqual(candidates, [
    { version: '1.0.0', devices: undefined, isRequired: true },
    { version: '2.0.0', devices: undefined, isRequired: true },
  ])
})

test('of too many versions the newest and those that most devices run are taken', () => {
  const many = Array.from({ length: candidatesMax + 2 }, (_, minor) => `1.${minor}.0`)
  const fleet = new Map(many.map((version, minor) => [version, minor === 3 || minor === 5 ? 1 : 2]))

  const { versions, leftOut } = find({ version: '2.0.0', published: many, fleet })

  assert.equal(versions.length, candidatesMax)
  assert.deepEqual(
    leftOut.map(({ version, reason }) => `${version} ${reason}`),
    ['1.5.0 too-many', '1.3.0 too-many'],
  )
})
