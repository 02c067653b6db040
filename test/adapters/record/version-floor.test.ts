import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FileSectors } from '#adapters/record/file-sectors.ts'
import { RecordPair } from '#adapters/record/record-pair.ts'
import { openVersionFloor } from '#adapters/record/version-floor.ts'
import { FormatError } from '#core/errors.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

test('a device that never trusted metadata has no floor', async (t) => {
  const floor = openVersionFloor(await temporaryDirectory(t))

  assert.equal(await floor.read(), undefined)
})

test('the floor rises and never falls, for each role on its own', async (t) => {
  const directory = await temporaryDirectory(t)
  const floor = openVersionFloor(directory)

  await floor.write({ root: 1, timestamp: 9, snapshot: 5, targets: 3, rollouts: 0 })
  await floor.write({ root: 1, timestamp: 8, snapshot: 6, targets: 1, rollouts: 0 })

  assert.deepEqual(await openVersionFloor(directory).read(), {
    root: 1,
    timestamp: 9,
    snapshot: 6,
    targets: 3,
    rollouts: 0,
  })
})

test('a newer root begins the other numbers of the floor anew', async (t) => {
  const floor = openVersionFloor(await temporaryDirectory(t))
  await floor.write({ root: 1, timestamp: 2 ** 40, snapshot: 5, targets: 3, rollouts: 0 })

  await floor.write({ root: 2, timestamp: 10, snapshot: 6, targets: 4, rollouts: 0 })

  assert.deepEqual(await floor.read(), { root: 2, timestamp: 10, snapshot: 6, targets: 4, rollouts: 0 })
})

for (const payload of ['{"root":1}', 'null', '{"root":-1,"timestamp":1,"snapshot":1,"targets":1}', 'not JSON']) {
  test(`a floor of ${payload} is refused`, async (t) => {
    const directory = await temporaryDirectory(t)
    const sectors = new FileSectors(directory, 'version-floor')
    await new RecordPair({ sectors, subject: '', advice: '' }).write(Buffer.from(payload))

    await assert.rejects(openVersionFloor(directory).read(), FormatError)
  })
}
