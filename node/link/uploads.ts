import type { Responder } from '#adapters/libp2p/mesh-handlers.ts'
import { UploadLimit } from '#adapters/net/upload-limit.ts'
import type { Link, PeerName } from '#core/exchange/contract.ts'
import type { LinkConfig } from '#core/link/rules.ts'

/** What this device serves to whom: over each link below its rate, and to nobody while its battery is low. */
export class Uploads {
  readonly #limits: Readonly<Record<Link, UploadLimit | undefined>>
  #mayServe = true

  constructor({ wanUploadKbit, lanUploadKbit }: LinkConfig) {
    this.#limits = { wan: limitOf(wanUploadKbit), lan: limitOf(lanUploadKbit) }
  }

  /** How many requests can share the slower link; undefined where none is limited. */
  get servesMax(): number | undefined {
    const limits = [this.#limits.wan, this.#limits.lan].filter((limit) => limit !== undefined)
    return limits.length === 0 ? undefined : Math.min(...limits.map((limit) => limit.servesMax))
  }

  /** Whether requests are answered with bytes from now on. What is being served goes on. */
  set mayServe(may: boolean) {
    this.#mayServe = may
  }

  /** How to answer a request of `peer` over `link`; undefined when it has been refused. */
  limited(peer: PeerName, link: Link, responder: Responder): Responder | undefined {
    if (this.#mayServe) return this.#limits[link]?.limited(peer, responder) ?? responder
    responder.refuse('busy')
    return undefined
  }

  /** Forgets what a peer waits for. */
  leave(peer: PeerName): void {
    for (const limit of Object.values(this.#limits)) limit?.leave(peer)
  }

  /** Ends every wait. */
  stop(): void {
    for (const limit of Object.values(this.#limits)) limit?.stop()
  }
}

function limitOf(kbit: number | undefined): UploadLimit | undefined {
  return kbit === undefined ? undefined : new UploadLimit(bytesPerSecondOf(kbit))
}

/** A rate in bytes per second, from kilobits. */
export function bytesPerSecondOf(kbit: number): number {
  return (kbit * 1000) / 8
}
