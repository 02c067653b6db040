import { check } from '#core/check.ts'
import { later } from '#core/engine.ts'
import type { ExchangeEffect, PeerName } from '#core/exchange/contract.ts'
import type { Clock } from '#sim/clock.ts'
import type { Endpoint } from '#sim/endpoint/endpoint.ts'
import { Path } from '#sim/endpoint/path.ts'
import type { Calibration } from './calibration.ts'
import type { ModelledSite } from './site.ts'

/** What a network lies between. */
export interface NetworkInit {
  readonly clock: Clock
  readonly calibration: Calibration
  /** Who has this name and runs now. */
  readonly endpoint: (name: PeerName) => Endpoint | undefined
  /** The site of this number. */
  readonly site: (index: number) => ModelledSite | undefined
}

/** Carries messages and bytes between the nodes of a fleet: over the links of a site, or over WAN links. */
export class FleetNetwork {
  readonly #init: NetworkInit

  constructor(init: NetworkInit) {
    this.#init = init
  }

  /** A message arrives unless one of its ends is gone by then. */
  send(from: Endpoint, { peer, message }: Extract<ExchangeEffect, { readonly type: 'send' }>): void {
    const to = this.#init.endpoint(peer)
    if (to === undefined) return
    this.#after(this.latencyMs(from, to), () => {
      if (!from.isGone && to.peers.has(from.name)) to.handle({ type: 'message', peer: from.name, message })
    })
  }

  /** The way on which bytes are asked for and come; undefined where nobody has that name. */
  fetch(from: Endpoint, effect: Extract<ExchangeEffect, { readonly type: 'fetch' }>): Path | undefined {
    const { peer, fetch, address, bytes } = effect
    const { clock, calibration } = this.#init
    const holder = this.#init.endpoint(peer)
    const site = this.#siteOf(from)
    if (holder === undefined || site === undefined) return undefined
    const { link, links } = site.linksBetween(holder, from)
    const away = holder.site === from.site ? undefined : this.#siteOf(holder)
    const isNew = from.beginUse(peer)
    return new Path({
      clock,
      fluid: site.fluid,
      links: [...(away?.linksOut(holder) ?? []), ...links],
      link,
      latencyMs: this.latencyMs(from, holder),
      rateMax: link === 'wan' ? lowest(site.wanRateMax, away?.wanRateMax) : undefined,
      startsSlowly: link === 'wan' && isNew,
      overhead: link === 'wan' ? calibration.wanOverhead : calibration.lanOverhead,
      fetcher: from,
      fetch,
      holder,
      address,
      bytes,
    })
  }

  /** Closes a connection, as soon as what happens now is over. */
  disconnect(from: Endpoint, peer: PeerName): void {
    const other = this.#init.endpoint(peer)
    this.#after(0, () => {
      from.lose(peer)
      other?.lose(from.name)
    })
  }

  /** One way. Whoever is beyond the WAN of one site is as far as that WAN, and from another site as far as both. */
  latencyMs(from: Endpoint, to: Endpoint): number {
    const [left, right] = [this.#siteOf(from), this.#siteOf(to)]
    check(left !== undefined || right !== undefined, 'one end of a connection is at a site')
    if (left === right && left !== undefined) return left.class.lanLatencyMs
    return (left?.wanLatencyMs ?? 0) + (right?.wanLatencyMs ?? 0)
  }

  #siteOf({ site }: Endpoint): ModelledSite | undefined {
    return site === undefined ? undefined : this.#init.site(site)
  }

  #after(milliseconds: number, action: () => void): void {
    const { clock } = this.#init
    clock.at(later(clock.now, milliseconds), action)
  }
}

/** The lowest of two bounds, of which each may be none. */
function lowest(left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return left ?? right
  return Math.min(left, right)
}
