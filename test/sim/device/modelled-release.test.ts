import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kindOf } from '#core/address.ts'
import { Bitfield } from '#core/bitfield.ts'
import type { ChunkRef, ChunkTask } from '#node/engine/contract.ts'
import { ModelledRelease } from '#sim/device/modelled-release.ts'
import type { ReleaseModel } from '#sim/scenario/scenario.ts'

const chunkBytes = 64 * 1024

/** 16 chunks in packs of 4: 4,000 bytes from 1.0.0, 8,000 from 1.1.0, and nothing from 0.9.0. */
const model: ReleaseModel = {
  version: '2.0.0',
  imageBytes: 16 * chunkBytes,
  chunkBytes,
  payloadBytes: { full: 160_000, from: { '1.0.0': 4_000, '1.1.0': 8_000 } },
  chunksPerPack: 4,
  documentBytes: 5_000,
  exact: undefined,
}

const release = new ModelledRelease(model)

/** What a device has to fetch over the WAN by the first way of each chunk, each payload once. */
function firstWayBytes(tasks: readonly ChunkTask[]): number {
  const ways = new Map(
    tasks.flatMap(({ ways: [first] }) => (first === undefined ? [] : [[first.address, first.bytes]])),
  )
  return [...ways.values()].reduce((sum, bytes) => sum + bytes, 0)
}

test('a device with a base plans a patch in packs for every chunk, or the finished chunk from a neighbour', () => {
  const { tasks, chunkCount } = release.planFor('1.0.0', release.nothing, [])

  assert.deepEqual([chunkCount, tasks.length], [16, 16])
  assert.equal(firstWayBytes(tasks), 4_000)
  assert.ok(tasks.every(({ ways }) => ways.length === 2 && ways.some(({ address }) => kindOf(address) === 'chunk')))
  assert.equal(new Set(tasks.map(({ ways }) => ways[0]?.address)).size, 4)
})

test('a device without a base plans the full payload of every chunk', () => {
  const { tasks } = release.planFor('0.9.0', release.nothing, [])

  assert.equal(firstWayBytes(tasks), 160_000)
  assert.equal(new Set(tasks.map(({ ways }) => ways[0]?.address)).size, 16)
})

test('what is in the slot is not planned again', () => {
  const present = new Bitfield(16)
  present.set(3)

  const plan = release.planFor('1.0.0', present, [])

  assert.deepEqual(plan.present, [release.chunks[3]])
  assert.deepEqual(
    plan.tasks.map(({ ref }) => ref),
    Array.from({ length: 16 }, (_, chunk) => chunk).filter((chunk) => chunk !== 3),
  )
})

test('what neighbours of another version bring in for less is left to them', () => {
  const dear = release.planFor('1.1.0', release.nothing, ['1.0.0'])
  const cheap = release.planFor('1.0.0', release.nothing, ['1.1.0'])

  assert.deepEqual(new Set(dear.tasks.map(({ rival }) => rival)), new Set([release.groupOf('1.0.0')]))
  assert.deepEqual(new Set(cheap.tasks.map(({ rival }) => rival)), new Set([undefined]))
})

test('the plans of two devices on one version are of one group, of two versions of two', () => {
  const [one, other] = ['1.0.0', '1.1.0'].map((from) => release.planFor(from, release.nothing, []).group)

  assert.equal(one, release.groupOf('1.0.0'))
  assert.notEqual(one, other)
})

test('the fewest bytes for a site are those of its cheapest base, once', () => {
  assert.equal(release.cheapestBytes(['1.0.0']), 4_000)
  assert.equal(release.cheapestBytes(['1.1.0', '1.0.0']), 4_000)
  assert.equal(release.cheapestBytes(['0.9.0', '1.1.0']), 8_000)
  assert.equal(release.cheapestBytes(['0.9.0']), 160_000)
  assert.equal(release.cheapestBytes([]), 0)
})

test('a chunk that cannot be made from the base is looked up as a full payload', () => {
  const { ways } = release.fullTask(5 as ChunkRef)

  assert.deepEqual(
    ways.map(({ bytes }) => bytes),
    [10_000, chunkBytes],
  )
})

test('a release that was built is planned with the payloads that it has', () => {
  const exact = [
    { from: 'full', payloads: Array.from({ length: 16 }, (_, chunk) => ({ bytes: 100 + chunk, chunks: [chunk] })) },
    { from: '1.0.0', payloads: [{ bytes: 77, chunks: [0, 1] }] },
  ]
  const built = new ModelledRelease({ ...model, payloadBytes: { full: 1_720, from: { '1.0.0': 77 } }, exact })

  const { tasks } = built.planFor('1.0.0', built.nothing, [])

  const [first] = tasks
  assert.equal(first?.ways[0]?.bytes, 77)
  assert.equal(firstWayBytes(built.planFor('0.9.0', built.nothing, []).tasks), 1_720)
})

test('chunks that are equal travel as one full payload', () => {
  const chunks = Array.from({ length: 16 }, (_, chunk) => chunk)
  const exact = [{ from: 'full', payloads: [{ bytes: 20, chunks }] }]
  const built = new ModelledRelease({ ...model, payloadBytes: { full: 20, from: {} }, exact })

  const { tasks } = built.planFor('1.0.0', built.nothing, [])

  assert.equal(new Set(tasks.map(({ ways }) => ways[0]?.address)).size, 1)
})

test('a device reads the documents of its base and no others', () => {
  const [common, ...delta] = release.documentsFor('1.0.0')
  const withoutBase = release.documentsFor('0.9.0')

  assert.equal(delta.length, 1)
  assert.deepEqual(withoutBase, [common])
})
