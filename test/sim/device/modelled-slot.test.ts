import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ModelledSlot } from '#sim/device/modelled-slot.ts'
import { Random } from '#sim/random.ts'

const chunkCount = 60

/** A slot in which all chunks were written, and the first of them synced. */
function written(synced: number): ModelledSlot {
  const slot = new ModelledSlot(chunkCount, undefined)
  for (let chunk = 0; chunk < synced; chunk += 1) slot.write(chunk)
  slot.sync()
  for (let chunk = synced; chunk < chunkCount; chunk += 1) slot.write(chunk)
  return slot
}

test('a slot is whole when every chunk was written and synced', () => {
  const slot = written(chunkCount - 1)
  const before = slot.isWhole

  slot.sync()

  assert.deepEqual([before, slot.isWhole], [false, true])
})

test('a power cut keeps what was synced, and keeps or loses by chance what was not', () => {
  const slot = written(20)

  slot.cutPower(new Random('cut'))
  const present = slot.survey()

  const kept = Array.from({ length: chunkCount }, (_, chunk) => present.has(chunk))
  assert.ok(kept.slice(0, 20).every((isKept) => isKept))
  const luck = kept.slice(20).filter((isKept) => isKept).length
  assert.ok(luck > 0 && luck < 40, `${luck} of 40`)
})

test('a survey finds what a crash left: it was written, and the survey makes it durable', () => {
  const slot = written(20)

  const present = slot.survey()

  assert.equal(present.count, chunkCount)
  assert.ok(slot.isSynced(chunkCount - 1))
})

test('a chunk that rots is one that was synced, reads as something else, and is right once it is written again', () => {
  const slot = written(20)

  slot.rot(new Random('rot'))
  slot.cutPower(new Random('cut'))
  const [rotten, ...others] = Array.from({ length: 20 }, (_, chunk) => chunk).filter(
    (chunk) => !slot.survey().has(chunk),
  )
  assert.ok(rotten !== undefined && others.length === 0)
  const wasSynced = slot.isSynced(rotten)
  slot.write(rotten)

  assert.equal(wasSynced, true)
  assert.ok(slot.survey().has(rotten))
})

test('a slot in which nothing was synced has nothing that could rot', () => {
  assert.equal(new ModelledSlot(chunkCount, undefined).rot(new Random('rot')), false)
  assert.equal(written(0).rot(new Random('rot')), false)
})

test('a slot that is filled is whole', () => {
  const slot = new ModelledSlot(chunkCount, '2.0.0')

  slot.fill()

  assert.equal(slot.isWhole, true)
  assert.equal(slot.survey().count, chunkCount)
})
