import type { Machine } from '#sim/device/machine.ts'

/** How far the devices of a fleet are: which have reached what they can, and for which the run waits. */
export class Progress {
  readonly #open: Set<Machine>
  readonly #done = new Set<Machine>()

  /** Waits for these. */
  constructor(machines: Iterable<Machine>) {
    this.#open = new Set(machines)
  }

  /** How many devices have reached what they can. */
  get done(): number {
    return this.#done.size
  }

  /** Whether the run waits for none. */
  get isOver(): boolean {
    return this.#open.size === 0
  }

  /** A device has reached what it can. */
  reached(machine: Machine): void {
    this.#open.delete(machine)
    this.#done.add(machine)
  }

  /** The run need not wait for a device. */
  expectNot(machine: Machine): void {
    this.#open.delete(machine)
  }
}
