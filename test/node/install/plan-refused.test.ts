import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserError } from '#core/errors.ts'
import { encodeRelease } from '#core/format/release.ts'
import { noise } from '#test/core/delta/sample-images.ts'
import { TestDevice, TestVendor } from '#test/node/install/install-rig.ts'

const old = noise(70_000)
const next = noise(80_000, 5)

function refusal(message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof UserError && message.test(error.message)
}

test('a version that is not signed is refused with what to do', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.0.0', { app: old })
  const device = await TestDevice.start(t, vendor, { running: { app: old } })

  await assert.rejects(device.plan('9.9.9'), refusal(/no release 9\.9\.9 of hub: check the version/))
})

test('an image that is larger than its slot is refused with both sizes, and the slot keeps its release', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.1.0', { app: next })
  const device = await TestDevice.start(t, vendor, { running: { app: old }, slotBytes: 75_000 })
  const before = await device.boot()

  await assert.rejects(device.plan('1.1.0'), refusal(/the app image has 80000 bytes and its slot only 75000/))

  assert.deepEqual(await device.boot(), before)
})

test('a component that the device has no slots for is named', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.1.0', { app: next, fpga: next })
  const device = await TestDevice.start(t, vendor, { running: { app: old } })

  await assert.rejects(device.plan('1.1.0'), refusal(/has the components fpga, for which this device has no slots/))
})

test('a component that the release lacks is named', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.1.0', { app: next })
  const device = await TestDevice.start(t, vendor, { running: { app: old, config: old } })

  await assert.rejects(device.plan('1.1.0'), refusal(/lacks the components config that this device has/))
})

test('a handler that this mycel does not have is named', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.1.0', { app: next })
  const built = await vendor.release('1.1.0')
  const components = built.components.map((component) => ({ ...component, handler: 'fpga-flash' }))
  const release = { ...built, version: '1.2.0', components }
  await vendor.publishDocument(release, encodeRelease(release))
  const device = await TestDevice.start(t, vendor, { running: { app: old } })

  await assert.rejects(device.plan('1.2.0'), refusal(/app needs the handler fpga-flash.*update mycel/))
})

test('a document that is signed for another version is refused', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.1.0', { app: next })
  const built = await vendor.release('1.1.0')
  await vendor.publishDocument({ ...built, version: '1.2.0' }, encodeRelease(built))
  const device = await TestDevice.start(t, vendor, { running: { app: old } })

  await assert.rejects(device.plan('1.2.0'), refusal(/signed as hub 1\.2\.0 is hub 1\.1\.0/))
})

test('a release of a lower security epoch is refused, also when it is asked for', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.1.0', { app: next })
  const device = await TestDevice.start(t, vendor, { running: { app: old }, securityEpoch: 2 })

  await assert.rejects(device.plan('1.1.0'), refusal(/security epoch 0, and this device does not go below 2/))
})
