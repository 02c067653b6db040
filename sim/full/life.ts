import type { SlotName } from '#core/boot/boot-state.ts'
import { messageOf } from '#core/errors.ts'
import { type NodeEnd, rebootExitCode } from '#node/boot/node-end.ts'
import { supervise } from '#node/boot/supervise.ts'
import type { Machine } from './machine.ts'
import { NodeProcess } from './node/node-process.ts'
import { invariants } from './witness.ts'

/** No device takes more boots than this from one power-on to its rest: three trials of one release, and some in their wake. */
const bootsMax = 20

/** The watchdog ends firmware that hangs after this long. */
const watchdogMs = 30_000

/** A device from power-on until its power goes: the boot chooser, and one process of the node after the other. */
export class Life {
  readonly #machine: Machine
  #process: NodeProcess | undefined
  #boots = 0
  #hasGivenUp = false
  #hasRebooted = false

  constructor(machine: Machine) {
    this.#machine = machine
  }

  /** The power is on. */
  start(): void {
    const { board, clock, witness } = this.#machine
    const gaveUp = (detail: string) => {
      this.#hasGivenUp = true
      if (!board.power.isOff) witness.found(invariants.bootable, detail)
    }
    const startNode = (slot: SlotName) => this.#boot(slot)
    supervise({ bootStore: witness.watchBoot(board.bootStore), clock, report: () => {}, startNode }).then(
      () => gaveUp('the boot chooser gave up'),
      (error: unknown) => gaveUp(messageOf(error)),
    )
  }

  /** Whether nothing more comes of it: the boot chooser gave up, or boots for ever. */
  get isStuck(): boolean {
    return this.#hasGivenUp || this.#boots > bootsMax
  }

  /** Kills the process that runs, if there is one: the boot chooser starts another. */
  kill(): void {
    this.#process?.kill()
  }

  /** The power is off. */
  stop(): void {
    this.#process?.stop()
    this.#process = undefined
  }

  async #boot(slot: SlotName): Promise<NodeEnd> {
    const end = await this.#runSlot(slot)
    this.#process = undefined
    this.#hasRebooted = end.type === 'exited' && end.code === rebootExitCode
    return end
  }

  async #runSlot(slot: SlotName): Promise<NodeEnd> {
    const { board, clock, witness, ailments, bootMs, observe } = this.#machine
    this.#boots += 1
    const state = await board.bootStore.read()
    witness.booted(slot, state)
    if (this.#hasRebooted && bootMs > 0) await clock.wait(bootMs)
    board.power.require()
    const { trial } = ailments
    if (state.trial?.slot === slot && (trial === 'hangs' || trial === 'no-boot')) {
      observe({ type: 'boot-failed', how: trial })
      await clock.wait(trial === 'hangs' ? watchdogMs : bootMs)
      return { type: 'killed', signal: 'SIGKILL' }
    }
    observe({ type: 'boot', slot, version: state.slots[slot]?.version })
    this.#process = new NodeProcess(this.#machine, slot)
    return this.#process.run()
  }
}
