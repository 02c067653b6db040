import { LevelStore } from '#adapters/level/level-store.ts'
import { FlashStore } from '#sim/flash/flash-store.ts'
import { Power } from '#sim/flash/power.ts'
import { Random } from '#sim/random.ts'
import { keyValueStoreSuite } from '#test/conformance/key-value-store-suite.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

keyValueStoreSuite('a level store', async (t) => {
  const directory = await temporaryDirectory(t)
  const store = await LevelStore.open(directory)
  t.after(() => store.close())
  const reopen = async () => {
    await store.close()
    const again = await LevelStore.open(directory)
    t.after(() => again.close())
    return again
  }
  return { store, reopen }
})

keyValueStoreSuite('a modelled store', async () => {
  const store = new FlashStore({ power: new Power() })
  const reopen = async () => new FlashStore({ power: new Power(), contents: store.cut(new Random(1)) })
  return { store, reopen }
})
