import type { Address } from '#core/address.ts'
import { check } from '#core/check.ts'
import { type Instant, instant, later } from '#core/engine.ts'
import type { ExchangeEffect, Link, PeerName, PeerRole } from '#core/exchange/contract.ts'
import type { ExchangeLimits } from '#core/exchange/limits.ts'
import type { ExchangePort } from '#node/engine/exchange-port.ts'
import { Clock } from '#sim/clock.ts'
import { Endpoint, type Network } from '#sim/endpoint/endpoint.ts'
import { Path } from '#sim/endpoint/path.ts'
import { Installer } from '#sim/exchange/installer.ts'
import { type Member, WatchedExchange } from '#sim/exchange/member.ts'
import { Fluid, type FluidLink } from '#sim/network/fluid.ts'
import { exchangeFor } from '#sim/policy/exchange-for.ts'
import { SiteCache } from '#sim/policy/site-cache.ts'
import { Random } from '#sim/random.ts'
import type { Policy } from '#sim/scenario/scenario.ts'

/** What may happen to a message between two engines. */
export interface MessageFaults {
  /** Of all messages, the share that never arrives, 0 to 1. */
  readonly lostShare: number
  /** The share that arrives twice. */
  readonly doubledShare: number
  /** Every message is late by up to this much, so that they overtake each other. */
  readonly lateMsMax: number
}

/** A site: devices on one LAN behind one WAN link, and a seeder beyond it. */
export interface SiteFacts {
  readonly seed: number
  readonly devices: number
  /** The first so many devices serve forged bytes. */
  readonly forgers?: number
  /** One device has a network of its own to its neighbours and the WAN, which is slower than theirs. */
  readonly slow?: { readonly device: number; readonly bytesPerSecond: number } | undefined
  readonly wanBytesPerSecond?: number
  /** What one device can send. */
  readonly lanBytesPerSecond?: number
  readonly wanLatencyMs?: number
  readonly lanLatencyMs?: number
  /** Every device connects to about so many others, by chance; otherwise to all. */
  readonly neighboursMax?: number
  /** Connections come up at random within this time. */
  readonly joinMsMax?: number
  readonly faults?: MessageFaults
  /** Instead of the limits of a device. */
  readonly limits?: Partial<ExchangeLimits>
  /** How the devices get their bytes; `site-cache` adds a box to the site. */
  readonly policy?: Policy
  readonly observe?: (member: Member, effect: ExchangeEffect, at: Instant) => void
}

/** What one node of a site is made from. */
interface NodeFacts {
  readonly name: PeerName
  readonly role: PeerRole
  readonly engine: ExchangePort
  readonly isForger: boolean
  /** What it can send. */
  readonly bytesPerSecond: number
}

const mebibyte = 1024 * 1024

const calm: MessageFaults = { lostShare: 0, doubledShare: 0, lateMsMax: 0 }

/** A modelled site in virtual time. Equal facts give equal runs. */
export class Site implements Network {
  readonly clock = new Clock()
  readonly devices: readonly Member[]
  readonly seeder: Member
  /** The box of a site that has one. */
  readonly cache: Member | undefined
  readonly wan: FluidLink
  readonly #facts: Required<SiteFacts>
  readonly #fluid = new Fluid(this.clock)
  readonly #members = new Map<PeerName, Member>()
  readonly #uplinks = new Map<PeerName, FluidLink>()
  /** Of the slow device only: the others receive as fast as is sent to them. */
  readonly #downlinks = new Map<PeerName, FluidLink>()
  /** Of every address that was asked for. */
  readonly #lengths = new Map<Address, number>()
  readonly #messages: Random

  constructor(facts: SiteFacts) {
    this.#facts = {
      forgers: 0,
      slow: undefined,
      wanBytesPerSecond: 2.5 * mebibyte,
      lanBytesPerSecond: 25 * mebibyte,
      wanLatencyMs: 20,
      lanLatencyMs: 1,
      neighboursMax: facts.devices,
      joinMsMax: 100,
      faults: calm,
      limits: {},
      policy: 'mycel',
      observe: () => {},
      ...facts,
    }
    this.#messages = new Random(facts.seed).stream('messages')
    this.wan = this.#fluid.link(this.#facts.wanBytesPerSecond)
    this.seeder = this.#addNode('seeder', 0)
    this.cache = this.#facts.policy === 'site-cache' ? this.#addCache() : undefined
    this.devices = Array.from({ length: facts.devices }, (_, index) => this.#addNode('device', index))
    this.#arrangeConnections(new Random(facts.seed).stream('connections'))
  }

  /** Devices that have not departed. */
  get present(): readonly Member[] {
    return this.devices.filter((device) => this.#members.has(device.name))
  }

  /** Devices that have met all their wants. */
  get done(): readonly Member[] {
    return this.devices.filter((device) => device.installer.isDone)
  }

  /** The most fetches over the WAN that were served at once. */
  get wanFlowsMost(): number {
    return this.seeder.exchange.servesMost
  }

  /** Takes a device away, as if its power was cut. Its peers see the connection close. */
  depart(device: Member): void {
    device.endpoint.goAway()
    this.#members.delete(device.name)
    for (const { endpoint } of this.#members.values()) endpoint.lose(device.name)
  }

  /** Lets time pass until `isOver()` or for `milliseconds`. */
  run(milliseconds: number, isOver?: () => boolean): Instant {
    return this.clock.run(instant(milliseconds * 1000), isOver)
  }

  send(from: Endpoint, { peer, message }: Extract<ExchangeEffect, { readonly type: 'send' }>): void {
    const { lostShare, doubledShare, lateMsMax } = this.#facts.faults
    if (this.#messages.chance(lostShare)) return
    const copies = this.#messages.chance(doubledShare) ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      const lateMs = this.#messages.below(lateMsMax + 1)
      this.clock.at(later(this.clock.now, this.#facts.lanLatencyMs + lateMs), () => {
        const to = this.#members.get(peer)?.endpoint
        if (to?.peers.has(from.name)) to.handle({ type: 'message', peer: from.name, message })
      })
    }
  }

  fetch(from: Endpoint, { peer, fetch, address, bytes }: Extract<ExchangeEffect, { readonly type: 'fetch' }>): Path {
    const holder = this.#members.get(peer)?.endpoint
    check(holder !== undefined, 'an engine asks only peers that are there')
    this.#lengths.set(address, bytes)
    const link: Link = peer === this.seeder.name ? 'wan' : 'lan'
    const uplink = link === 'wan' ? this.wan : (this.#uplinks.get(peer) as FluidLink)
    const downlink = this.#downlinks.get(from.name)
    return new Path({
      clock: this.clock,
      fluid: this.#fluid,
      links: downlink === undefined ? [uplink] : [uplink, downlink],
      link,
      latencyMs: link === 'wan' ? this.#facts.wanLatencyMs : this.#facts.lanLatencyMs,
      rateMax: undefined,
      startsSlowly: false,
      overhead: 1,
      fetcher: from,
      fetch,
      holder,
      address,
      bytes,
    })
  }

  disconnect(from: Endpoint, peer: PeerName): void {
    const other = this.#members.get(peer)?.endpoint
    this.clock.at(this.clock.now, () => {
      from.lose(peer)
      other?.lose(from.name)
    })
  }

  meet(from: Endpoint, peer: PeerName): void {
    this.clock.at(later(this.clock.now, this.#facts.lanLatencyMs), () => {
      const other = this.#members.get(peer)?.endpoint
      if (other === undefined || from.isGone || from.peers.has(peer)) return
      from.join(other, 'lan')
      other.join(from, 'lan')
    })
  }

  #addNode(role: 'device' | 'seeder', index: number): Member {
    const name = `${role}-${index}` as PeerName
    const { slow, lanBytesPerSecond, seed, policy } = this.#facts
    const limits = role === 'device' ? this.#facts.limits : {}
    const isSlow = role === 'device' && index === slow?.device
    if (isSlow) this.#downlinks.set(name, this.#fluid.link(slow.bytesPerSecond))
    return this.#add({
      name,
      role,
      engine: exchangeFor(policy, { self: name, role, seed, limits }),
      isForger: role === 'device' && index < this.#facts.forgers,
      bytesPerSecond: isSlow ? slow.bytesPerSecond : lanBytesPerSecond,
    })
  }

  #addCache(): Member {
    const name = 'cache-0' as PeerName
    const { seed, lanBytesPerSecond: bytesPerSecond } = this.#facts
    const engine = new SiteCache({ self: name, seed, bytesOf: (address) => this.#lengths.get(address) })
    return this.#add({ name, role: 'seeder', engine, isForger: false, bytesPerSecond })
  }

  #add({ name, role, engine, isForger, bytesPerSecond }: NodeFacts): Member {
    const { observe } = this.#facts
    const installer = new Installer(this.clock, (input) => endpoint.handle(input))
    const exchange = new WatchedExchange(engine, (effect, at) => observe(member, effect, at))
    const endpoint = new Endpoint({
      name,
      role,
      site: undefined,
      network: this,
      mind: exchange,
      malice: { forges: isForger, isMute: false },
      own: (effect) => {
        check(effect.type === 'deliver', 'an exchange alone wants nothing else done')
        installer.deliver(effect.want, effect.address, effect.ticket)
      },
    })
    const member: Member = { name, endpoint, installer, exchange }
    this.#members.set(name, member)
    this.#uplinks.set(name, this.#fluid.link(bytesPerSecond))
    return member
  }

  #arrangeConnections(random: Random): void {
    const { joinMsMax, neighboursMax, devices } = this.#facts
    const members = [...this.devices, ...(this.cache === undefined ? [] : [this.cache]), this.seeder]
    members.forEach(({ endpoint: left }, index) => {
      for (const { endpoint: right } of members.slice(index + 1)) {
        const link: Link = right === this.seeder.endpoint ? 'wan' : 'lan'
        if (link === 'lan' && neighboursMax < devices && !random.chance(neighboursMax / devices)) continue
        this.clock.at(later(this.clock.now, random.below(joinMsMax + 1)), () => {
          if (left.isGone || right.isGone) return
          left.join(right, link)
          // A box that serves its site is a device like any other to the seeder.
          right.join(left, link, 'device')
        })
      }
    })
  }
}
