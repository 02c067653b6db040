import { digestOf } from '#core/address.ts'
import { check } from '#core/check.ts'
import type { Digest } from '#core/digest.ts'
import type { Instant } from '#core/engine.ts'
import type { ExchangeEffect, ExchangeInput, PeerName, Ticket } from '#core/exchange/contract.ts'
import type { ExchangePort } from '#node/engine/exchange-port.ts'
import type { Endpoint, Mind } from '#sim/endpoint/endpoint.ts'
import type { Installer } from './installer.ts'

/** A node of a modelled site: an exchange engine at its end of the network, and what stands in for its device. */
export interface Member {
  readonly name: PeerName
  readonly endpoint: Endpoint
  readonly installer: Installer
  readonly exchange: WatchedExchange
}

/** An exchange engine whose every effect is seen, and which may use bytes only as what they were verified to be. */
export class WatchedExchange implements Mind {
  /** The most requests that it served at once. */
  servesMost = 0
  #serves = 0
  readonly #engine: ExchangePort
  readonly #see: (effect: ExchangeEffect, at: Instant) => void
  /** The digests of the genuine bytes that are kept for it. */
  readonly #genuine = new Map<Ticket, Digest>()

  /** `see` is shown each effect before it is carried out. */
  constructor(engine: ExchangePort, see: (effect: ExchangeEffect, at: Instant) => void) {
    this.#engine = engine
    this.#see = see
  }

  handle(input: ExchangeInput, now: Instant): readonly ExchangeEffect[] {
    if (input.type === 'served') this.#serves -= 1
    if (input.type === 'fetched' && input.verdict.type === 'genuine') {
      this.#genuine.set(input.ticket, input.verdict.digest)
    }
    const effects = this.#engine.handle(input, now)
    for (const effect of effects) {
      this.#watch(effect)
      this.#see(effect, now)
    }
    return effects
  }

  deadline(): Instant | undefined {
    return this.#engine.deadline()
  }

  #watch(effect: ExchangeEffect): void {
    switch (effect.type) {
      case 'serve':
        this.#serves += 1
        this.servesMost = Math.max(this.servesMost, this.#serves)
        if (effect.ticket !== undefined) this.#checkGenuine(effect.ticket, digestOf(effect.address))
        return
      case 'deliver':
        return this.#checkGenuine(effect.ticket, digestOf(effect.address))
      case 'release':
        this.#genuine.delete(effect.ticket)
    }
  }

  #checkGenuine(ticket: Ticket, digest: Digest): void {
    check(this.#genuine.get(ticket) === digest, 'a ticket in use is kept, and its bytes are what it says')
  }
}
