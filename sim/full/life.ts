import { instant } from '#core/engine.ts'
import { messageOf } from '#core/errors.ts'
import { supervise } from '#node/boot/supervise.ts'
import type { Machine } from './machine.ts'
import { NodeProcess } from './node/node-process.ts'
import { invariants } from './witness.ts'

/** How a device can come to rest: on the new firmware, or on the old one after its trial failed. */
export type Rest = 'confirmed' | 'rolled-back'

/** How a life ended: by a cut, at rest, or without either in the time that it was given. */
export type LifeEnd = 'cut' | 'stuck' | Rest

/** In this time of one life any device comes to rest, in seconds: a few retries and three trials. */
const lifeSecondsMax = 900

/** Nor does it take more boots than this: three trials of one release, and some in their wake. */
const bootsMax = 20

/** The watchdog ends firmware that hangs after this long. */
const watchdogMs = 30_000

/** Lets a device live from power-on until it is at rest or its power goes. */
export async function live(machine: Machine): Promise<LifeEnd> {
  const { board, clock, witness, update, ailments } = machine
  const bootStore = witness.watchBoot(board.bootStore)
  let rest: Rest | undefined
  let boots = 0
  let hasStopped = false
  const stopped = (detail: string) => {
    hasStopped = true
    if (!board.power.isOff) witness.found(invariants.bootable, detail)
  }
  supervise({
    bootStore,
    clock,
    report: () => {},
    startNode: async (slot) => {
      boots += 1
      const state = await bootStore.read()
      witness.booted(slot, state)
      if (state.trial?.slot === slot && ailments.trial === 'hangs') {
        await clock.wait(watchdogMs)
        return { type: 'killed', signal: 'SIGKILL' }
      }
      const version = state.slots[slot]?.version
      return NodeProcess.run(machine, slot, (phase) => {
        if (phase === 'confirmed' || (phase === 'idle' && version === update.to.version)) rest = 'confirmed'
        if (phase === 'rolled-back') rest = 'rolled-back'
      })
    },
  }).then(
    () => stopped('the boot chooser gave up'),
    (error: unknown) => stopped(messageOf(error)),
  )
  const isOver = () => board.power.isOff || hasStopped || boots > bootsMax || rest !== undefined
  await clock.run(instant(lifeSecondsMax * 1_000_000), isOver)
  if (!board.power.isOff) return rest ?? 'stuck'
  witness.cut(clock.now)
  return 'cut'
}
