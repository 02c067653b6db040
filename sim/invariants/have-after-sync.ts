import type { Address } from '#core/address.ts'
import type { Machine } from '#sim/device/machine.ts'

/** A device says that it has a chunk only when no power cut takes it any more. */
export class HaveAfterSync {
  readonly #machine: Machine
  /** Announcements go to several neighbours: each list is looked at once. */
  #last: readonly Address[] | undefined

  constructor(machine: Machine) {
    this.#machine = machine
  }

  /** What is wrong with an announcement; undefined where nothing is. */
  problem(addresses: readonly Address[]): string | undefined {
    const { release } = this.#machine.facts
    if (addresses === this.#last || this.#machine.version === release.version) return undefined
    this.#last = addresses
    for (const address of addresses) {
      const chunk = release.chunkAt(address)
      if (chunk === undefined || this.#machine.inactive.isSynced(chunk)) continue
      return `it announced chunk ${chunk} before that was synced`
    }
    return undefined
  }
}
