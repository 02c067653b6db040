import assert from 'node:assert/strict'
import { open, readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { chunkAddress } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import { joined, noise, worn } from '#test/core/delta/sample-images.ts'
import { payloadOf, TestDevice, TestVendor } from '#test/node/install/install-rig.ts'

const chunkBytes = 64 * 1024
const old = noise(5 * chunkBytes)
/** Chunk 0 stands still, 1 is zero, 2 was moved, 3 has changed bytes, 4 is new and short. */
const next = joined(
  old.subarray(0, chunkBytes),
  new Uint8Array(chunkBytes),
  old.subarray(4 * chunkBytes),
  worn(old.subarray(3 * chunkBytes, 4 * chunkBytes), 900),
  noise(20_000, 7),
)

async function overwrite(path: string, bytes: Uint8Array, position: number): Promise<void> {
  await using file = await open(path, 'r+')
  await file.write(bytes, 0, bytes.byteLength, position)
}

test('a release is made from the base and what a delta brings, and verified', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.0.0', { app: old })
  await vendor.build('1.1.0', { app: next })
  const device = await TestDevice.start(t, vendor, { running: { app: old } })

  const plan = await device.plan('1.1.0')
  const wrong = await device.makeAll(plan.tasks)
  const verification = await device.installation.verify()

  assert.deepEqual(
    plan.tasks.filter((task) => task.local).map(({ ref }) => ref),
    [0, 1, 2],
  )
  assert.deepEqual(wrong, [])
  assert.deepEqual(await device.slot('app', 'b', next.byteLength), Buffer.from(next))
  assert.equal(verification.type, 'verified')
  assert.deepEqual(verification.release.images, [
    { component: 'app', digest: sha256(next), imageBytes: next.byteLength },
  ])
})

test('the running slot is not written', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.0.0', { app: old })
  await vendor.build('1.1.0', { app: next })
  const device = await TestDevice.start(t, vendor, { running: { app: old } })
  const before = await readFile(device.slotPath('app', 'a'))

  await device.makeAll((await device.plan('1.1.0')).tasks)

  assert.deepEqual(await readFile(device.slotPath('app', 'a')), before)
})

test('without a delta from what runs, every chunk travels in full', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.1.0', { app: next })
  const device = await TestDevice.start(t, vendor, { running: { app: old } })

  const plan = await device.plan('1.1.0')
  await device.makeAll(plan.tasks)

  assert.ok(plan.tasks.every((task) => !task.local && payloadOf(task) !== undefined))
  assert.equal((await device.installation.verify()).type, 'verified')
})

test('a device that nobody knows the image of takes every chunk in full', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.0.0', { app: old })
  await vendor.build('1.1.0', { app: next })
  const device = await TestDevice.start(t, vendor, { running: { app: old }, known: {} })

  const plan = await device.plan('1.1.0')
  await device.makeAll(plan.tasks)

  assert.ok(plan.tasks.every((task) => !task.local))
  assert.equal((await device.installation.verify()).type, 'verified')
})

test('a base that is found damaged is not used', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.0.0', { app: old })
  await vendor.build('1.1.0', { app: next })
  const device = await TestDevice.start(t, vendor, { running: { app: worn(old, 50_000) }, known: { app: old } })

  const plan = await device.plan('1.1.0')
  await device.makeAll(plan.tasks)

  assert.ok(plan.tasks.every((task) => !task.local))
  assert.equal((await device.installation.verify()).type, 'verified')
})

test('a base that was damaged since it was hashed costs full payloads for the chunks that it spoils', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.0.0', { app: old })
  await vendor.build('1.1.0', { app: next })
  const device = await TestDevice.start(t, vendor, { running: { app: old } })
  await device.plan('1.1.0')
  await overwrite(device.slotPath('app', 'a'), noise(16), 4 * chunkBytes)

  const plan = await device.plan('1.1.0')
  const wrong = await device.makeAll(plan.tasks)

  assert.deepEqual(wrong, [2])
  assert.equal((await device.installation.verify()).type, 'verified')
})

test('an install that was cut goes on with the chunks that its slot lacks', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.0.0', { app: old })
  await vendor.build('1.1.0', { app: next })
  const device = await TestDevice.start(t, vendor, { running: { app: old } })
  const before = await device.plan('1.1.0')
  await device.makeAll(before.tasks.slice(0, 2))

  const after = await device.plan('1.1.0')

  assert.deepEqual(
    after.tasks.map(({ ref }) => ref),
    [2, 3, 4],
  )
  assert.deepEqual(after.present, [
    chunkAddress(sha256(old.subarray(0, chunkBytes))),
    chunkAddress(sha256(new Uint8Array(chunkBytes))),
  ])
  assert.deepEqual(device.installation.progress, { made: 2, total: 5 })
})

test('a restart fetches no document again', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.0.0', { app: old })
  await vendor.build('1.1.0', { app: next })
  const device = await TestDevice.start(t, vendor, { running: { app: old } })
  await device.plan('1.1.0')
  const before = device.fetched.length

  await device.plan('1.1.0')

  assert.ok(before > 0)
  assert.equal(device.fetched.length, before)
})

test('an image that both slots hold already is not written', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.0.0', { app: old })
  await vendor.build('1.1.0', { app: old })
  const device = await TestDevice.start(t, vendor, { running: { app: old } })
  await overwrite(device.slotPath('app', 'b'), old, 0)

  const plan = await device.plan('1.1.0')
  await device.makeAll(plan.tasks)

  assert.deepEqual(plan.tasks, [])
  assert.equal(device.installation.writtenBytes, 0)
  assert.equal((await device.installation.verify()).type, 'verified')
})

test('an image that only the running slot holds is copied, and nothing but the release document travels', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.0.0', { app: old })
  await vendor.build('1.1.0', { app: old })
  const device = await TestDevice.start(t, vendor, { running: { app: old } })

  await device.makeAll((await device.plan('1.1.0')).tasks)

  assert.equal(device.fetched.length, 1)
  assert.deepEqual(await device.slot('app', 'b', old.byteLength), Buffer.from(old))
})

test('several components are made in one plan, each in its own slot', async (t) => {
  const vendor = await TestVendor.open(t)
  const config = noise(1_000, 3)
  const newConfig = worn(config, 100)
  await vendor.build('1.0.0', { rootfs: old, config })
  await vendor.build('1.1.0', { rootfs: next, config: newConfig })
  const device = await TestDevice.start(t, vendor, { running: { rootfs: old, config } })

  const plan = await device.plan('1.1.0')
  await device.makeAll(plan.tasks)
  const verification = await device.installation.verify()

  assert.equal(plan.chunkCount, 6)
  assert.equal(verification.type, 'verified')
  assert.deepEqual(
    verification.release.images.map(({ component, digest }) => [component, digest]),
    [
      ['config', sha256(newConfig)],
      ['rootfs', sha256(next)],
    ],
  )
  assert.deepEqual(await device.slot('config', 'b', newConfig.byteLength), Buffer.from(newConfig))
})

test('a payload that equal chunks share makes all of them', async (t) => {
  const vendor = await TestVendor.open(t)
  const part = noise(chunkBytes, 9)
  const image = joined(part, noise(chunkBytes, 10), part)
  await vendor.build('1.1.0', { app: image })
  const device = await TestDevice.start(t, vendor, { running: { app: old } })
  const { tasks } = await device.plan('1.1.0')
  const [first, , third] = tasks
  assert.ok(first && third)

  await device.makeAll(tasks)

  assert.equal(payloadOf(first), payloadOf(third))
  assert.equal((await device.installation.verify()).type, 'verified')
})

test('a payload that two components share makes the chunks of both', async (t) => {
  const vendor = await TestVendor.open(t)
  const image = noise(40_000, 11)
  await vendor.build('1.1.0', { app: image, spare: image })
  const device = await TestDevice.start(t, vendor, { running: { app: old, spare: old } })

  await device.makeAll((await device.plan('1.1.0')).tasks)

  assert.equal((await device.installation.verify()).type, 'verified')
})

test('a chunk is findable where it was made, and in the running slot where both have it', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.0.0', { app: old })
  await vendor.build('1.1.0', { app: next })
  const device = await TestDevice.start(t, vendor, { running: { app: old } })
  const { tasks } = await device.plan('1.1.0')
  const [kept, zero] = tasks
  assert.ok(kept && zero)
  const geometry = { imageBytes: old.byteLength, chunkBytes, chunkCount: 5 }
  device.content.addRunning(device.slots.active('app'), geometry, [sha256(old.subarray(0, chunkBytes))])

  await device.makeAll(tasks)

  assert.equal(device.content.find(zero.address)?.device, device.slots.inactive('app'))
  assert.equal(device.content.find(zero.address)?.offset, chunkBytes)
  assert.equal(device.content.find(kept.address)?.device, device.slots.active('app'))
})

test('a slot that does not keep what is written to it fails the verification with both digests', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.1.0', { app: next })
  const device = await TestDevice.start(t, vendor, { running: { app: old } })
  await device.makeAll((await device.plan('1.1.0')).tasks)
  await overwrite(device.slotPath('app', 'b'), noise(16), 100)

  const verification = await device.installation.verify()

  assert.equal(verification.type, 'wrong')
  assert.match(verification.reason, new RegExp(`the app image in slot b .*${sha256(next).slice(0, 12)}`))
})

test('a slot that cannot be written is told with its path', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.1.0', { app: next })
  const device = await TestDevice.start(t, vendor, { running: { app: old } })
  const { tasks } = await device.plan('1.1.0')
  const [task] = tasks
  assert.ok(task)
  const payload = payloadOf(task)
  assert.ok(payload)
  await writeFile(device.slotPath('app', 'b'), '')

  const bytes = await vendor.read(payload)
  const failure = await device.installation.make([task.ref], { type: 'fetched', address: payload, bytes })

  assert.equal(failure?.type, 'slot-failed')
  assert.match(failure.reason, /app-b\.img/)
})
