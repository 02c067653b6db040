import type { Address } from '#core/address.ts'
import { later } from '#core/engine.ts'
import type { ExchangeMessage } from '#core/exchange/contract.ts'
import type { Machine } from '#sim/device/machine.ts'
import type { Random } from '#sim/random.ts'
import { type Fleet, publishedAt } from '#sim/run/fleet.ts'

/** Time between two lies. */
const lieMs = 1_000

/** Payloads that a liar says it fetches. */
const claimsMax = 4

/** A device that says, from time to time and to all its neighbours, that it has and fetches what it does not. */
export class Liar {
  readonly #fleet: Fleet
  readonly #machine: Machine
  readonly #random: Random
  readonly #addresses: readonly Address[]
  readonly #until: number
  #receivedBytes = 0

  constructor(fleet: Fleet, machine: Machine, seconds: number) {
    this.#fleet = fleet
    this.#machine = machine
    this.#random = machine.facts.random.stream('lies')
    const plan = fleet.release.planFor(machine.facts.from, fleet.release.nothing, [])
    this.#addresses = [...new Set(plan.tasks.flatMap(({ ways }) => ways.map(({ address }) => address)))]
    this.#until = fleet.seconds + seconds
  }

  /** Lies now, and on until its time is over. */
  start(): void {
    const fleet = this.#fleet
    if (fleet.seconds >= this.#until || fleet.clock.now < publishedAt) return
    const session = fleet.sessionOf(this.#machine)
    if (session !== undefined) {
      for (const peer of session.endpoint.peers.keys()) {
        for (const message of this.#lies()) fleet.send(session.endpoint, { type: 'send', peer, message })
      }
    }
    fleet.clock.at(later(fleet.clock.now, lieMs), () => this.start())
  }

  #lies(): readonly ExchangeMessage[] {
    this.#receivedBytes += 10_000
    const taken = Array.from({ length: claimsMax }, () => ({
      address: this.#addresses[this.#random.below(this.#addresses.length)] as Address,
      receivedBytes: this.#receivedBytes,
    }))
    return [
      { type: 'have', addresses: this.#addresses },
      { type: 'lease', taken, dropped: [] },
    ]
  }
}
