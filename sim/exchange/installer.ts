import type { Address } from '#core/address.ts'
import { check } from '#core/check.ts'
import { type Digest, sha256 } from '#core/digest.ts'
import { later } from '#core/engine.ts'
import type { ExchangeInput, Ticket, WantId, Way } from '#core/exchange/contract.ts'
import type { Clock } from '#sim/clock.ts'

/** One thing that a modelled device wants, and the chunk that it makes of it. */
export interface ModelledWant {
  readonly ways: readonly Way[]
  readonly makes: Address
  /** The group that brings it in for less. */
  readonly rival?: Digest
}

/** The group of all devices of the model: they take one release from one base. */
const releaseGroup = sha256(Buffer.from('the release'))

/** From delivered bytes to a decoded and written chunk. */
const writeMs = 5

/** From the first written chunk to the sync that makes it and those after it last. */
const syncMs = 200

/** What stands in for the device engine: it wants, writes what is delivered, and holds it after a sync. */
export class Installer {
  readonly #clock: Clock
  readonly #tell: (input: ExchangeInput) => void
  readonly #wants = new Map<WantId, ModelledWant>()
  readonly #met = new Map<WantId, Address>()
  readonly #unsynced = new Set<Address>()

  /** `tell` hands an input to the exchange engine. */
  constructor(clock: Clock, tell: (input: ExchangeInput) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** The wants that are met, with the address whose bytes met them. */
  get met(): ReadonlyMap<WantId, Address> {
    return this.#met
  }

  get isDone(): boolean {
    return this.#met.size === this.#wants.size
  }

  /** Wants all of these for one group. */
  want(wants: readonly ModelledWant[], group: Digest | undefined = releaseGroup): void {
    for (const want of wants) {
      const id = (this.#wants.size + 1) as WantId
      this.#wants.set(id, want)
      this.#tell({ type: 'want', want: id, ways: want.ways, group, rival: want.rival })
    }
  }

  deliver(id: WantId, address: Address, ticket: Ticket): void {
    const want = this.#wants.get(id)
    check(want !== undefined && !this.#met.has(id), 'a want is met once')
    this.#met.set(id, address)
    this.#clock.at(later(this.#clock.now, writeMs), () => {
      this.#tell({ type: 'consumed', ticket })
      if (this.#unsynced.size === 0) this.#clock.at(later(this.#clock.now, syncMs), () => this.#sync())
      this.#unsynced.add(want.makes)
    })
  }

  #sync(): void {
    const addresses = [...this.#unsynced]
    this.#unsynced.clear()
    this.#tell({ type: 'holding', addresses })
  }
}
