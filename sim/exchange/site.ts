import type { Address } from '#core/address.ts'
import { check } from '#core/check.ts'
import { type Instant, instant, later } from '#core/engine.ts'
import type { ExchangeEffect, Link, PeerName } from '#core/exchange/contract.ts'
import type { ExchangeLimits } from '#core/exchange/limits.ts'
import { Clock } from '#sim/clock.ts'
import { FetchPath } from '#sim/exchange/fetch-path.ts'
import { Member } from '#sim/exchange/member.ts'
import { SharedLink } from '#sim/exchange/shared-link.ts'
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

const mebibyte = 1024 * 1024

const calm: MessageFaults = { lostShare: 0, doubledShare: 0, lateMsMax: 0 }

/** A modelled site in virtual time. Equal facts give equal runs. */
export class Site {
  readonly clock = new Clock()
  readonly devices: readonly Member[]
  readonly seeder: Member
  /** The box of a site that has one. */
  readonly cache: Member | undefined
  readonly wan: SharedLink
  readonly #facts: Required<SiteFacts>
  readonly #members = new Map<PeerName, Member>()
  readonly #uplinks = new Map<Member, SharedLink>()
  /** Of the slow device only: the others receive as fast as is sent to them. */
  readonly #downlinks = new Map<Member, SharedLink>()
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
    this.wan = new SharedLink(this.clock, this.#facts.wanBytesPerSecond)
    this.seeder = this.#add('seeder', 0)
    this.cache = this.#facts.policy === 'site-cache' ? this.#addCache() : undefined
    this.devices = Array.from({ length: facts.devices }, (_, index) => this.#add('device', index))
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

  /** Takes a device away, as if its power was cut. Its peers see the connection close. */
  depart(device: Member): void {
    device.goAway()
    this.#members.delete(device.name)
    for (const member of this.#members.values()) member.lose(device.name)
  }

  /** Lets time pass until `isOver()` or for `milliseconds`. */
  run(milliseconds: number, isOver?: () => boolean): Instant {
    return this.clock.run(instant(milliseconds * 1000), isOver)
  }

  send(from: Member, { peer, message }: Extract<ExchangeEffect, { type: 'send' }>): void {
    const { lostShare, doubledShare, lateMsMax } = this.#facts.faults
    if (this.#messages.chance(lostShare)) return
    const copies = this.#messages.chance(doubledShare) ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      const lateMs = this.#messages.below(lateMsMax + 1)
      this.clock.at(later(this.clock.now, this.#facts.lanLatencyMs + lateMs), () => {
        const to = this.#members.get(peer)
        if (to?.knows(from.name)) to.handle({ type: 'message', peer: from.name, message })
      })
    }
  }

  fetch(from: Member, { peer, fetch, address, bytes }: Extract<ExchangeEffect, { type: 'fetch' }>): FetchPath {
    const holder = this.#members.get(peer)
    check(holder !== undefined, 'an engine asks only peers that are there')
    this.#lengths.set(address, bytes)
    const isWan = holder === this.seeder
    const uplink = isWan ? this.wan : (this.#uplinks.get(holder) as SharedLink)
    const downlink = this.#downlinks.get(from)
    const links = downlink === undefined ? [uplink] : [uplink, downlink]
    const latencyMs = isWan ? this.#facts.wanLatencyMs : this.#facts.lanLatencyMs
    return new FetchPath({ clock: this.clock, links, latencyMs, fetcher: from, fetch, holder, address, bytes })
  }

  disconnect(member: Member, peer: PeerName): void {
    const other = this.#members.get(peer)
    this.clock.at(this.clock.now, () => {
      member.lose(peer)
      other?.lose(member.name)
    })
  }

  meet(member: Member, peer: PeerName): void {
    this.clock.at(later(this.clock.now, this.#facts.lanLatencyMs), () => {
      const other = this.#members.get(peer)
      if (other === undefined || !this.#members.has(member.name) || member.knows(peer)) return
      member.join(other, 'lan', 'device')
      other.join(member, 'lan', 'device')
    })
  }

  observe(member: Member, effect: ExchangeEffect): void {
    this.#facts.observe(member, effect, this.clock.now)
  }

  #add(role: 'device' | 'seeder', index: number): Member {
    const name = `${role}-${index}` as PeerName
    const { slow, lanBytesPerSecond, seed, policy } = this.#facts
    const isForger = role === 'device' && index < this.#facts.forgers
    const limits = role === 'device' ? this.#facts.limits : {}
    const member = new Member(this, { name, isForger, engine: exchangeFor(policy, { self: name, role, seed, limits }) })
    this.#members.set(name, member)
    const isSlow = role === 'device' && index === slow?.device
    this.#uplinks.set(member, new SharedLink(this.clock, isSlow ? slow.bytesPerSecond : lanBytesPerSecond))
    if (isSlow) this.#downlinks.set(member, new SharedLink(this.clock, slow.bytesPerSecond))
    return member
  }

  #addCache(): Member {
    const name = 'cache-0' as PeerName
    const bytesOf = (address: Address) => this.#lengths.get(address)
    const member = new Member(this, { name, engine: new SiteCache({ self: name, seed: this.#facts.seed, bytesOf }) })
    this.#members.set(name, member)
    this.#uplinks.set(member, new SharedLink(this.clock, this.#facts.lanBytesPerSecond))
    return member
  }

  #arrangeConnections(random: Random): void {
    const { joinMsMax, neighboursMax, devices } = this.#facts
    const members = [...this.devices, ...(this.cache === undefined ? [] : [this.cache]), this.seeder]
    members.forEach((left, index) => {
      for (const right of members.slice(index + 1)) {
        const link: Link = right === this.seeder ? 'wan' : 'lan'
        if (link === 'lan' && neighboursMax < devices && !random.chance(neighboursMax / devices)) continue
        this.clock.at(later(this.clock.now, random.below(joinMsMax + 1)), () => {
          if (!this.#members.has(left.name) || !this.#members.has(right.name)) return
          left.join(right, link, right === this.seeder || right === this.cache ? 'seeder' : 'device')
          right.join(left, link, 'device')
        })
      }
    })
  }
}
