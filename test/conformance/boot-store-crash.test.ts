import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RecordBootStore } from '#adapters/boot/boot-store.ts'
import type { BootState } from '#core/boot/boot-state.ts'
import {
  beginInstall,
  beginTrial,
  chooseSlot,
  confirm,
  recordTrialFailure,
  rollBack,
} from '#core/boot/boot-transitions.ts'
import { FlashDevice } from '#sim/flash/flash-device.ts'
import { FlashSectors } from '#sim/flash/flash-sectors.ts'
import { Power, PowerCut } from '#sim/flash/power.ts'
import { Random } from '#sim/random.ts'
import { runsFirstVersion, stateAfter, verifiedFor } from '#test/core/boot/boot-states.ts'

const seeds = Array.from({ length: 48 }, (_, seed) => seed)

const flashBytes = 2 * 4096

/** What boots after a cut: the state that is read, or `never written` before the first write. */
type Found = BootState | 'never written'

/** Every state of a device that is updated, fails a trial, is updated again and goes back. */
function lifeOfADevice(): readonly BootState[] {
  const states = [runsFirstVersion]
  const step = (next: (state: BootState) => BootState) => {
    const last = states.at(-1) ?? runsFirstVersion
    states.push(next(last))
  }
  const install = (version: string) => {
    step((state) => stateAfter(beginInstall(state)))
    step((state) => stateAfter(beginTrial(state, verifiedFor(state, version))))
  }
  const boot = () => step((state) => chooseSlot(state).next)
  install('2.0.0')
  for (let boots = 0; boots < 3; boots += 1) boot()
  step((state) => stateAfter(confirm(state, 'b')))
  install('3.0.0')
  boot()
  step((state) => stateAfter(recordTrialFailure(state, 'no network')))
  for (let boots = 0; boots < 3; boots += 1) boot()
  install('3.0.1')
  boot()
  step((state) => stateAfter(confirm(state, 'a')))
  step((state) => stateAfter(rollBack(state, 'asked by the operator')))
  return states
}

const states = lifeOfADevice()

/** Lives until the power goes off; returns the flash and how many writes resolved. */
async function liveUntilCut(power: Power): Promise<{ readonly device: FlashDevice; readonly resolved: number }> {
  const device = new FlashDevice({ power, contents: new Uint8Array(flashBytes) })
  const store = new RecordBootStore(new FlashSectors(device), 'modelled flash')
  let resolved = 0
  try {
    for (const state of states) {
      await store.write(state)
      resolved += 1
    }
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error
  }
  return { device, resolved }
}

async function find(contents: Uint8Array): Promise<Found> {
  const device = new FlashDevice({ power: new Power(), contents })
  try {
    return await new RecordBootStore(new FlashSectors(device), 'modelled flash').read()
  } catch (error) {
    if (error instanceof Error && /there is no boot record/.test(error.message)) return 'never written'
    throw error
  }
}

function isOneOf(found: Found, expected: readonly (Found | undefined)[]): boolean {
  return expected.some((state) => {
    try {
      assert.deepEqual(found, state)
      return true
    } catch {
      return false
    }
  })
}

test('a power cut after any write or sync of the boot record leaves the old or the new state', async (t) => {
  const whole = new Power()
  await liveUntilCut(whole)
  let cuts = 0

  for (let cutAfter = 1; cutAfter <= whole.operations; cutAfter += 1) {
    for (const seed of seeds) {
      const { device, resolved } = await liveUntilCut(new Power(cutAfter))
      const found = await find(device.cut(new Random(seed).stream(`cut ${cutAfter}`)))

      const old = resolved === 0 ? 'never written' : states[resolved - 1]
      assert.ok(isOneOf(found, [old, states[resolved]]), `seed ${seed}, cut after operation ${cutAfter}`)
      cuts += 1
    }
  }

  t.diagnostic(`${whole.operations} points × ${seeds.length} seeds = ${cuts} cuts over ${states.length} states`)
})

test('a second cut while the device goes on from what it found leaves no third state', async () => {
  for (const seed of seeds) {
    const random = new Random(seed)
    const first = await liveUntilCut(new Power(1 + random.below(20)))
    const contents = first.device.cut(random.stream('first cut'))
    const before = await find(contents.slice())
    const device = new FlashDevice({ power: new Power(1), contents })
    const store = new RecordBootStore(new FlashSectors(device), 'modelled flash')

    await assert.rejects(store.write(runsFirstVersion), PowerCut)

    const found = await find(device.cut(random.stream('second cut')))
    assert.ok(isOneOf(found, [before, runsFirstVersion]), `seed ${seed}`)
  }
})

test('a boot record that is kept once only is lost in some cut, so that the cuts prove something', async () => {
  let lost = 0
  for (const seed of seeds) {
    const { device } = await liveUntilCut(new Power(5))
    const contents = device.cut(new Random(seed))
    contents.fill(0xff, 4096)

    await find(contents).catch(() => {
      lost += 1
    })
  }

  assert.ok(lost > 0)
})
