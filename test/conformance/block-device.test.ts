import { join } from 'node:path'
import { createSlotFile, openSlot } from '#adapters/slot/file-block-device.ts'
import { FlashDevice } from '#sim/flash/flash-device.ts'
import { Power } from '#sim/flash/power.ts'
import { Random } from '#sim/random.ts'
import { blockDeviceSuite } from '#test/conformance/block-device-suite.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

blockDeviceSuite('a slot file', async (t, bytes) => {
  const path = join(await temporaryDirectory(t), 'rootfs.a')
  await createSlotFile(path, bytes)
  const opened = async () => {
    const device = await openSlot(path)
    t.after(() => device.close())
    return device
  }
  return { device: await opened(), reopen: opened }
})

blockDeviceSuite('a modelled flash', async (_, bytes) => {
  const device = new FlashDevice({ power: new Power(), contents: new Uint8Array(bytes) })
  const reopen = async () => new FlashDevice({ power: new Power(), contents: device.cut(new Random(1)) })
  return { device, reopen }
})
