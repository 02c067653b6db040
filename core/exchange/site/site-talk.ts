import { earliest, type Instant, later } from '#core/engine.ts'
import type { ExchangeEffect, Leaving, PeerName, Standing, Taking } from '#core/exchange/contract.ts'
import type { Crews } from '#core/exchange/crew/crews.ts'
import type { Pace } from '#core/exchange/crew/pace.ts'
import type { Rivals } from '#core/exchange/download/rivals.ts'
import {
  beatFanout,
  beatMs,
  beatRoundMs,
  meetAgainMs,
  newsFanout,
  newsRoundMs,
  standingsMax,
} from '#core/exchange/limits.ts'
import { Rumours } from '#core/exchange/site/rumours.ts'
import { SiteView } from '#core/exchange/site/site-view.ts'
import type { Random } from '#core/random.ts'

/** What the talk of a site is about, and whom it concerns. */
export interface SiteTalkParts {
  readonly self: PeerName
  readonly neighbours: ReadonlyMap<PeerName, unknown>
  /** The neighbours, and devices that are told and not heard. */
  readonly listeners: () => readonly PeerName[]
  /** Whether nothing is taken from a device, and nothing that others pass on from it is heard. */
  readonly isDistrusted: (peer: PeerName) => boolean
  readonly random: Random
  /** The standings of this node count on from here: it is higher at every start. */
  readonly sequence: number
  readonly crews: Crews
  readonly pace: Pace
  readonly rivals: Rivals
}

/**
 * Tells the site what this node is, and hears and passes on what the others are. A neighbour is heard at first hand. On
 * a site with more devices than anybody has neighbours the first few of each group are known to all: what is new of them
 * spreads in quick rounds, signs of life in slow ones. Members of one crew meet, since leases are at first hand only.
 */
export class SiteTalk {
  readonly #parts: SiteTalkParts
  readonly #view: SiteView
  readonly #news: Rumours
  readonly #beats: Rumours
  readonly #metAt = new Map<PeerName, Instant>()
  #own: Standing
  #isOwnDue = false
  #saidAt: Instant | undefined
  #fetchedBytes = 0

  constructor(parts: SiteTalkParts) {
    this.#parts = parts
    const { self, neighbours, random, sequence } = parts
    this.#view = new SiteView(neighbours)
    this.#news = new Rumours({ neighbours, random, fanout: newsFanout, roundMs: newsRoundMs })
    this.#beats = new Rumours({ neighbours, random, fanout: beatFanout, roundMs: beatRoundMs })
    this.#own = { peer: self, sequence, takings: [], fetchedBytes: 0, leaving: 'stays' }
  }

  /** This node takes something else from now on. */
  takes(takings: readonly Taking[]): void {
    this.#own = { ...this.#own, takings }
    this.#isOwnDue = true
  }

  /** This node is about to reboot, or is not any more. */
  leaves(leaving: Leaving): void {
    if (leaving === this.#own.leaving) return
    this.#own = { ...this.#own, leaving }
    this.#isOwnDue = true
  }

  /** So many bytes more came over the WAN. */
  fetched(bytes: number): void {
    this.#fetchedBytes += bytes
  }

  /** A neighbour says what it is, and what others are. */
  heard(from: PeerName, standings: readonly Standing[], now: Instant): void {
    for (const standing of standings.slice(0, standingsMax)) {
      if (standing.peer !== this.#parts.self) this.#hear(from, standing, now)
    }
  }

  /** What a new neighbour is told. */
  greeting(peer: PeerName): readonly ExchangeEffect[] {
    this.#view.joined()
    const others = this.#view.candidates().filter((standing) => standing.peer !== peer)
    const own = this.#own.takings.length > 0 || this.#own.leaving !== 'stays' ? [this.#own] : []
    return messagesOf(peer, [...own, ...others])
  }

  /** A neighbour has left the site, or may only be reached through others. */
  left(peer: PeerName): void {
    this.#view.left(peer)
    this.#forget(peer)
  }

  /** What is due now. */
  flush(now: Instant): readonly ExchangeEffect[] {
    for (const peer of this.#view.forgetOthers(now)) this.#forget(peer)
    const dueAt = this.deadline()
    const isDue = this.#isOwnDue || (dueAt !== undefined && dueAt <= now)
    return [...(isDue ? this.#talk(now) : []), ...this.#meetings(now)]
  }

  #talk(now: Instant): readonly ExchangeEffect[] {
    const beatAt = this.#beatAt()
    const told = new Map<PeerName, Standing[]>()
    if (this.#isOwnDue) this.#say(now, told)
    else if (beatAt !== undefined && beatAt <= now) this.#beat(now, told)
    const tell = (peer: PeerName, standing: Standing) => void told.set(peer, [...(told.get(peer) ?? []), standing])
    this.#news.spread(now, tell)
    this.#beats.spread(now, tell)
    return [...told].flatMap(([peer, standings]) => messagesOf(peer, standings))
  }

  /** When something is due that is not due now. */
  deadline(): Instant | undefined {
    return earliest(this.#beatAt(), this.#news.roundAt, this.#beats.roundAt, this.#view.deadline())
  }

  #hear(from: PeerName, standing: Standing, now: Instant): void {
    const { crews, pace, rivals, isDistrusted } = this.#parts
    const { peer, takings } = standing
    if (isDistrusted(peer)) return
    const heard = this.#view.hear(standing, now)
    if (heard === undefined) {
      this.#news.heardAgain(standing, from)
      this.#beats.heardAgain(standing, from)
      return
    }
    if (heard.isNews) crews.heard(peer, takings)
    if (heard.hasMoved) {
      pace.moved(peer, now)
      crews.moved(peer)
    }
    rivals.moved(crews.groupsOf(peer), now)
    if (!heard.concernsAll) return
    if (heard.isNews) this.#news.put(standing, from, now)
    else if (this.#view.isWide) this.#beats.put(standing, from, now)
  }

  #forget(peer: PeerName): void {
    const { crews, pace, rivals } = this.#parts
    for (const group of crews.left(peer)) rivals.left(group)
    pace.left(peer)
    this.#news.forget(peer)
    this.#beats.forget(peer)
  }

  /** Only the first few of a group need be known to all. */
  #beat(now: Instant, told: Map<PeerName, Standing[]>): void {
    if (this.#view.wouldBeFirst(this.#own)) this.#say(now, told)
    else this.#saidAt = now
  }

  #say(now: Instant, told: Map<PeerName, Standing[]>): void {
    this.#isOwnDue = false
    this.#saidAt = now
    this.#own = { ...this.#own, sequence: this.#own.sequence + 1, fetchedBytes: this.#fetchedBytes }
    for (const peer of this.#parts.listeners()) told.set(peer, [this.#own])
  }

  /** When this node tells a wide site again that it is there. */
  #beatAt(): Instant | undefined {
    const isHeard = this.#saidAt !== undefined && this.#own.takings.length > 0 && this.#view.isWide
    return isHeard ? later(this.#saidAt as Instant, beatMs) : undefined
  }

  #meetings(now: Instant): readonly ExchangeEffect[] {
    const { self, neighbours, crews } = this.#parts
    const effects: ExchangeEffect[] = []
    for (const peer of crews.mates()) {
      if (peer === self || neighbours.has(peer)) continue
      const metAt = this.#metAt.get(peer)
      if (metAt !== undefined && now < later(metAt, meetAgainMs)) continue
      this.#metAt.set(peer, now)
      effects.push({ type: 'meet', peer })
    }
    return effects
  }
}

/** One neighbour is told these, in as many messages as it takes. */
function messagesOf(peer: PeerName, standings: readonly Standing[]): readonly ExchangeEffect[] {
  const effects: ExchangeEffect[] = []
  for (let first = 0; first < standings.length; first += standingsMax) {
    const some = standings.slice(first, first + standingsMax)
    effects.push({ type: 'send', peer, message: { type: 'standings', standings: some } })
  }
  return effects
}
