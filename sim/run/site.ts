import type { Link, PeerName } from '#core/exchange/contract.ts'
import type { Clock } from '#sim/clock.ts'
import type { Session } from '#sim/device/session.ts'
import type { Endpoint } from '#sim/endpoint/endpoint.ts'
import { Fluid, type FluidLink } from '#sim/network/fluid.ts'
import { lossCap } from '#sim/network/loss-cap.ts'
import type { Random } from '#sim/random.ts'
import type { SiteClass } from '#sim/scenario/scenario.ts'
import { drawn } from '#sim/scenario/spread.ts'
import { introduce } from './peers/introduce.ts'
import { Neighbours, type Surface } from './peers/neighbours.ts'

/** What one site is made from. */
export interface SiteInit {
  readonly index: number
  readonly class: SiteClass
  readonly clock: Clock
  readonly seed: number
  /** For the numbers of this site. */
  readonly random: Random
  /** Instead of an own one, where transfers reach from site to site. */
  readonly fluid: Fluid | undefined
  /** Whether a tracker can be asked. */
  readonly hasTracker: () => boolean
  /** Whether the origin can be the limit: what it sends crosses a link of its own. */
  readonly isOriginLimited: boolean
  /** Whether its devices look for each other. */
  readonly findsNeighbours: boolean
}

/** A rate of 10^6 bits a second, in bytes a second. */
export const bytesPerMbit = 125_000

/** A device whose network is dying has this share of its rate. */
const slowShare = 0.1

/** What connects one node with its site. */
interface Card {
  readonly up: FluidLink
  readonly down: FluidLink
  /** The radio that all share: bytes between two devices cross it twice, by way of the access point. */
  readonly air: readonly FluidLink[]
}

/** One site of a run: its links, and the devices that run there now. */
export class ModelledSite implements Surface {
  readonly index: number
  readonly class: SiteClass
  readonly clock: Clock
  readonly seed: number
  readonly fluid: Fluid
  readonly wanDown: FluidLink
  readonly wanUp: FluidLink
  /** What the origin sends here crosses it, where the origin can be the limit. */
  readonly fromOrigin: FluidLink | undefined
  readonly wanLatencyMs: number
  readonly wanDownBytesPerSecond: number
  readonly lanBytesPerSecond: number
  /** Rate of one flow over a WAN that loses packets, in bytes a second. */
  readonly wanRateMax: number | undefined
  readonly sessions = new Map<PeerName, Session>()
  readonly neighbours: Neighbours
  /** Bytes beside content that crossed the WAN into the site. */
  wanExtraBytes = 0
  isWanUp = true
  isSplit = false
  hasMulticast: boolean
  readonly findsNeighbours: boolean
  readonly #wanUpBytesPerSecond: number
  readonly #radio: FluidLink | undefined
  readonly #hasTracker: () => boolean
  readonly #cards = new Map<PeerName, Card>()

  constructor(init: SiteInit) {
    const { class: kind, random, clock } = init
    this.index = init.index
    this.class = kind
    this.clock = clock
    this.seed = init.seed
    this.#hasTracker = init.hasTracker
    this.fluid = init.fluid ?? new Fluid(clock)
    this.wanDownBytesPerSecond = drawn(kind.wanDownMbit, random) * bytesPerMbit
    this.#wanUpBytesPerSecond = drawn(kind.wanUpMbit, random) * bytesPerMbit
    this.wanLatencyMs = Math.round(drawn(kind.wanLatencyMs, random))
    this.lanBytesPerSecond = drawn(kind.lanMbit, random) * bytesPerMbit
    this.wanDown = this.fluid.link(this.wanDownBytesPerSecond)
    this.wanUp = this.fluid.link(this.#wanUpBytesPerSecond)
    this.fromOrigin = init.isOriginLimited ? this.fluid.link(this.wanDownBytesPerSecond) : undefined
    this.#radio = kind.radioMbit === undefined ? undefined : this.fluid.link(kind.radioMbit * bytesPerMbit)
    this.wanRateMax = kind.wanLoss > 0 ? lossCap(kind.wanLoss, Math.max(1, 2 * this.wanLatencyMs)) : undefined
    this.hasMulticast = kind.reach === 'all'
    this.findsNeighbours = init.findsNeighbours
    this.neighbours = new Neighbours(this, init.index)
  }

  get hasTracker(): boolean {
    return this.class.hasWan && this.isWanUp && this.#hasTracker()
  }

  /** Puts a box on a port of its own: its bytes cross the air only on the way to a device. */
  wire(name: PeerName, mbit: number): void {
    this.#cards.set(name, this.#makeCard(mbit * bytesPerMbit, []))
  }

  /** The links that bytes cross from one end to the other; an end that is not of this site lies beyond the WAN. */
  linksBetween(holder: Endpoint, fetcher: Endpoint): { readonly link: Link; readonly links: readonly FluidLink[] } {
    const { down, air } = this.#card(fetcher.name)
    if (holder.site === fetcher.site) {
      const from = this.#card(holder.name)
      return { link: 'lan', links: [from.up, ...from.air, ...air, down] }
    }
    const origin = holder.site === undefined && this.fromOrigin !== undefined ? [this.fromOrigin] : []
    return { link: 'wan', links: [...origin, this.wanDown, ...air, down] }
  }

  /** What carries bytes of a device out of the site, where a policy has devices serve other sites. */
  linksOut(holder: Endpoint): readonly FluidLink[] {
    const { up, air } = this.#card(holder.name)
    return [up, ...air, this.wanUp]
  }

  reaches(left: Session, right: Session): boolean {
    if (this.class.reach === 'isolated') return false
    return !this.isSplit || left.machine.facts.index % 2 === right.machine.facts.index % 2
  }

  connect(left: Session, right: Session): void {
    introduce(left, right, 'lan')
  }

  disconnect(left: Session, right: Session): void {
    left.endpoint.lose(right.endpoint.name)
    right.endpoint.lose(left.endpoint.name)
  }

  /** The WAN is cut or comes back: what is under way stands still meanwhile. */
  setWan(isUp: boolean): void {
    this.isWanUp = isUp
    this.wanDown.setRate(isUp ? this.wanDownBytesPerSecond : 0)
    this.wanUp.setRate(isUp ? this.#wanUpBytesPerSecond : 0)
  }

  /** The devices fall into two halves, or find each other again. */
  setSplit(isSplit: boolean): void {
    this.isSplit = isSplit
    const sessions = [...this.sessions.values()]
    for (const [index, left] of sessions.entries()) {
      for (const right of sessions.slice(index + 1)) {
        if (isSplit && !this.reaches(left, right)) this.disconnect(left, right)
      }
    }
    if (!isSplit) for (const session of sessions) this.neighbours.look(session)
  }

  /** A device's network is slow, or well again. */
  setSlow(name: PeerName, isSlow: boolean): void {
    const rate = this.lanBytesPerSecond * (isSlow ? slowShare : 1)
    const { up, down } = this.#card(name)
    up.setRate(rate)
    down.setRate(rate)
  }

  #card(name: PeerName): Card {
    const known = this.#cards.get(name)
    if (known !== undefined) return known
    const made = this.#makeCard(this.lanBytesPerSecond, this.#radio === undefined ? [] : [this.#radio])
    this.#cards.set(name, made)
    return made
  }

  #makeCard(bytesPerSecond: number, air: readonly FluidLink[]): Card {
    return { up: this.fluid.link(bytesPerSecond), down: this.fluid.link(bytesPerSecond), air }
  }
}
