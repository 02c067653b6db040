import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import type { BlockDevice } from '#core/block-device.ts'

/** A device under test, and the same bytes opened anew, as after a restart. */
export interface OpenedDevice {
  readonly device: BlockDevice
  reopen(): Promise<BlockDevice>
}

const deviceBytes = 10_000

/** What every {@link BlockDevice} does. `open` makes one of `bytes` bytes, all zero. */
export function blockDeviceSuite(name: string, open: (t: TestContext, bytes: number) => Promise<OpenedDevice>): void {
  test(`${name} has the size it was made with and is all zero`, async (t) => {
    const { device } = await open(t, deviceBytes)

    const found = await readAll(device)

    assert.equal(device.bytes, deviceBytes)
    assert.deepEqual(found, new Uint8Array(deviceBytes))
  })

  test(`${name} reads back what was written at any place, and nothing else changed`, async (t) => {
    const { device } = await open(t, deviceBytes)
    const expected = new Uint8Array(deviceBytes)

    for (const [position, length] of [
      [0, 1],
      [511, 2],
      [1000, 3000],
      [3999, 512],
      [9999, 1],
    ] as const) {
      const part = Uint8Array.from({ length }, (_, index) => position + index + 1)
      expected.set(part, position)
      await device.write(part, position)
    }

    assert.deepEqual(await readAll(device), expected)
  })

  test(`${name} reads into and writes from a view of a larger buffer`, async (t) => {
    const { device } = await open(t, deviceBytes)
    const from = Uint8Array.of(1, 2, 3, 4, 5).subarray(1, 4)
    const buffer = new Uint8Array(5)

    await device.write(from, 700)
    await device.read(buffer.subarray(1, 4), 700)

    assert.deepEqual(buffer, Uint8Array.of(0, 2, 3, 4, 0))
  })

  test(`${name} keeps what was synced`, async (t) => {
    const { device, reopen } = await open(t, deviceBytes)
    await device.write(Uint8Array.of(1, 2, 3), 4000)
    await device.sync()
    await device.close()

    const again = await reopen()

    assert.deepEqual((await readAll(again)).subarray(4000, 4003), Uint8Array.of(1, 2, 3))
  })

  test(`${name} takes its last byte and rejects ranges that pass its end`, async (t) => {
    const { device } = await open(t, deviceBytes)

    await device.write(Uint8Array.of(1), deviceBytes - 1)

    await assert.rejects(device.write(Uint8Array.of(1, 2), deviceBytes - 1))
    await assert.rejects(device.read(new Uint8Array(2), deviceBytes - 1))
    await assert.rejects(device.write(Uint8Array.of(1), -1))
    await assert.rejects(device.read(new Uint8Array(1), 0.5))
  })
}

async function readAll(device: BlockDevice): Promise<Uint8Array> {
  const bytes = new Uint8Array(device.bytes)
  await device.read(bytes, 0)
  return bytes
}
