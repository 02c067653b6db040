import { openBootStore, RecordBootStore } from '#adapters/boot/boot-store.ts'
import { FlashDevice } from '#sim/flash/flash-device.ts'
import { FlashSectors } from '#sim/flash/flash-sectors.ts'
import { Power } from '#sim/flash/power.ts'
import { bootStoreSuite } from '#test/conformance/boot-store-suite.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

bootStoreSuite('a boot store in files', async (t) => {
  const directory = await temporaryDirectory(t)
  return { store: openBootStore(directory), reopen: async () => openBootStore(directory) }
})

bootStoreSuite('a boot store in modelled flash', async () => {
  const device = new FlashDevice({ power: new Power(), contents: new Uint8Array(2 * 4096) })
  const reopen = async () => new RecordBootStore(new FlashSectors(device), 'modelled flash')
  return { store: await reopen(), reopen }
})
