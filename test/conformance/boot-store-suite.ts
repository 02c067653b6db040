import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import type { BootStore } from '#core/boot/boot-store.ts'
import { beginInstall, beginTrial, chooseSlot } from '#core/boot/boot-transitions.ts'
import { UserError } from '#core/errors.ts'
import { runsFirstVersion, stateAfter, verifiedIn } from '#test/core/boot/boot-states.ts'

/** A store under test, and the same record opened anew, as after a restart. */
export interface OpenedBootStore {
  readonly store: BootStore
  reopen(): Promise<BootStore>
}

/** What every {@link BootStore} does. `open` makes one that was never written. */
export function bootStoreSuite(name: string, open: (t: TestContext) => Promise<OpenedBootStore>): void {
  test(`${name} that was never written says how to prepare the device`, async (t) => {
    const { store } = await open(t)

    await assert.rejects(store.read(), (error) => error instanceof UserError && /node provision/.test(error.message))
  })

  test(`${name} reads the last of many writes`, async (t) => {
    const { store, reopen } = await open(t)
    const installing = stateAfter(beginInstall(runsFirstVersion))
    const onTrial = stateAfter(beginTrial(installing, verifiedIn('b', '2.0.0')))
    const booted = chooseSlot(onTrial).next

    for (const state of [runsFirstVersion, installing, onTrial, booted]) {
      await store.write(state)
      assert.deepEqual(await store.read(), state)
    }

    assert.deepEqual(await (await reopen()).read(), booted)
  })

  test(`${name} sees what another process wrote`, async (t) => {
    const { store, reopen } = await open(t)
    await store.write(runsFirstVersion)
    const installing = stateAfter(beginInstall(runsFirstVersion))

    const other = await reopen()
    await other.write(installing)

    assert.deepEqual(await (await reopen()).read(), installing)
  })
}
