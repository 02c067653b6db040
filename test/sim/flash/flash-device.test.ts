import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FlashDevice, flashSectorBytes } from '#sim/flash/flash-device.ts'
import { Power, PowerCut } from '#sim/flash/power.ts'
import { Random } from '#sim/random.ts'

const seeds = Array.from({ length: 200 }, (_, seed) => seed)

function newFlash(sectors: number, power = new Power()): FlashDevice {
  return new FlashDevice({ power, contents: new Uint8Array(sectors * flashSectorBytes) })
}

function sectorOf(value: number): Uint8Array {
  return new Uint8Array(flashSectorBytes).fill(value)
}

/** What is in each sector: its value, or `torn` where there are several. */
function summary(contents: Uint8Array): string {
  const sectors = Array.from({ length: contents.byteLength / flashSectorBytes }, (_, index) => {
    const values = new Set(contents.subarray(index * flashSectorBytes, (index + 1) * flashSectorBytes))
    return values.size === 1 ? String([...values][0]) : 'torn'
  })
  return sectors.join(' ')
}

test('one seed gives the same bytes after a cut, bit for bit', async () => {
  const found = await Promise.all(
    [1, 2].map(async () => {
      const flash = newFlash(64)
      await flash.write(new Uint8Array(30_000).fill(1), 100)
      await flash.write(new Uint8Array(10_000).fill(2), 7000)
      return flash.cut(new Random(7))
    }),
  )

  assert.deepEqual(found[0], found[1])
})

test('what was synced survives every cut', async () => {
  for (const seed of seeds) {
    const flash = newFlash(4)
    await flash.write(sectorOf(1), 0)
    await flash.sync()
    await flash.write(sectorOf(2), 3 * flashSectorBytes)

    const contents = flash.cut(new Random(seed))

    assert.match(summary(contents), /^1 0 0 /)
  }
})

test('cuts keep, lose, tear and reorder what was not synced', async () => {
  const seen = new Set<string>()
  for (const seed of seeds) {
    const flash = newFlash(2)
    await flash.write(sectorOf(1), 0)
    await flash.write(sectorOf(2), flashSectorBytes)
    seen.add(summary(flash.cut(new Random(seed))))
  }

  for (const outcome of ['0 0', '1 2', '1 0', '0 2', 'torn 2', 'torn torn']) assert.ok(seen.has(outcome), outcome)
})

test('a sector that was written twice may come back as any of its versions', async () => {
  const seen = new Set<string>()
  for (const seed of seeds) {
    const flash = newFlash(1)
    await flash.write(sectorOf(1), 0)
    await flash.write(sectorOf(2), 0)
    seen.add(summary(flash.cut(new Random(seed))))
  }

  assert.deepEqual([...seen].sort(), ['0', '1', '2', 'torn'])
})

test('more than the cache holds is written out, the oldest first', async () => {
  const flash = newFlash(20_000)
  await flash.write(new Uint8Array(20_000 * flashSectorBytes).fill(1), 0)

  const contents = flash.cut(new Random(7))

  const first = contents.subarray(0, 3000 * flashSectorBytes)
  assert.ok(first.every((byte) => byte === 1))
  assert.ok(contents.includes(0))
})

test('the operation that the power goes off with rejects, and so does all that follows', async () => {
  const power = new Power(2)
  const flash = newFlash(2, power)
  await flash.write(sectorOf(1), 0)

  await assert.rejects(flash.sync(), PowerCut)

  await assert.rejects(flash.read(new Uint8Array(1), 0), PowerCut)
  await assert.rejects(flash.write(sectorOf(2), 0), PowerCut)
  assert.equal(summary(flash.cut(new Random(7))), '1 0')
})

test('what is synced is known from what a cut may lose, range by range', async () => {
  const flash = newFlash(4)
  await flash.write(sectorOf(1), 0)
  await flash.sync()
  await flash.write(sectorOf(2).subarray(1), 2 * flashSectorBytes)

  const synced = [0, 1, 2, 3].map((sector) => flash.isSynced(sector * flashSectorBytes, flashSectorBytes))

  assert.deepEqual(synced, [true, true, false, true])
  assert.equal(flash.isClean, false)
})

test('a byte that rots is wrong for the running device and after every cut', async () => {
  const flash = newFlash(1)
  await flash.write(sectorOf(6), 0)
  await flash.sync()

  flash.rot(3)

  assert.equal(flash.seen(3, 1)[0], 7)
  assert.equal(flash.cut(new Random(1))[3], 7)
})
