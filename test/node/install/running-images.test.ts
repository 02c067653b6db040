import assert from 'node:assert/strict'
import { truncate } from 'node:fs/promises'
import { test } from 'node:test'
import { chunkAddress } from '#core/address.ts'
import type { SlotImage } from '#core/boot/boot-state.ts'
import { sha256 } from '#core/digest.ts'
import { checkRunning, indexRunning } from '#node/install/running-images.ts'
import { noise, worn } from '#test/core/delta/sample-images.ts'
import { TestDevice, TestVendor } from '#test/node/install/install-rig.ts'

const chunkBytes = 64 * 1024
const image = noise(chunkBytes + 500)
const images: readonly SlotImage[] = [{ component: 'app', digest: sha256(image), imageBytes: image.byteLength }]

test('images that are as the boot record says are right', async (t) => {
  const device = await TestDevice.start(t, await TestVendor.open(t), { running: { app: image } })

  assert.equal(await checkRunning(device.slots, images), undefined)
})

test('an image with one wrong byte is named with both digests', async (t) => {
  const damaged = worn(image, image.byteLength)
  const device = await TestDevice.start(t, await TestVendor.open(t), { running: { app: damaged } })

  const problem = await checkRunning(device.slots, images)

  assert.equal(
    problem,
    `the app image reads as ${sha256(damaged).slice(0, 12)}… instead of ${sha256(image).slice(0, 12)}…`,
  )
})

test('an image that cannot be read is named with its path', async (t) => {
  const device = await TestDevice.start(t, await TestVendor.open(t), { running: { app: image } })
  await truncate(device.slotPath('app', 'a'), 10)

  assert.match((await checkRunning(device.slots, images)) ?? '', /the app image cannot be read: .*app-a\.img/)
})

test('the chunks of what runs can be found, each at its place', async (t) => {
  const device = await TestDevice.start(t, await TestVendor.open(t), { running: { app: image } })

  const addresses = await indexRunning(device.slots, images, {
    knowledge: device.knowledge,
    content: device.content,
    unreadable: assert.fail,
  })

  const [first, last] = [image.subarray(0, chunkBytes), image.subarray(chunkBytes)].map(sha256)
  assert.ok(first && last)
  assert.deepEqual(addresses, [chunkAddress(first), chunkAddress(last)])
  const place = { device: device.slots.active('app'), offset: chunkBytes, bytes: 500 }
  assert.deepEqual(device.content.find(chunkAddress(last)), place)
})

test('what runs is hashed once, and known from then on', async (t) => {
  const device = await TestDevice.start(t, await TestVendor.open(t), { running: { app: image } })
  const before = await indexRunning(device.slots, images, {
    knowledge: device.knowledge,
    content: device.content,
    unreadable: assert.fail,
  })
  await truncate(device.slotPath('app', 'a'), 0)

  const after = await indexRunning(device.slots, images, {
    knowledge: device.knowledge,
    content: device.content,
    unreadable: assert.fail,
  })

  assert.deepEqual(after, before)
})
