import { later } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { hasPlaceFor, neighboursMaxPreset, whomToDial, whomToLetGo } from '#core/neighbours/degree.ts'
import { peerAt } from '#core/neighbours/neighbour.ts'
import { type RingPeer, ringPlace } from '#core/neighbours/ring.ts'
import { Random } from '#core/random.ts'
import type { Clock } from '#sim/clock.ts'
import type { Session } from '#sim/device/session.ts'
import { nameNeighbours } from '#tracker/engine/name-neighbours.ts'

/** Neighbours that a device has at most: no owner says otherwise. */
const neighboursMax = neighboursMaxPreset

/** A device that lacks neighbours looks again after so long. */
const lookAgainMs = 2_000

/** Looks of one session at the most: by then whoever there is was met. */
const looksMax = 60

/** What the neighbours of one site need of it. */
export interface Surface {
  readonly clock: Clock
  readonly seed: number
  /** The devices of the site that run, in the order in which they started. */
  readonly sessions: ReadonlyMap<PeerName, Session>
  /** Whether devices look for each other at all. */
  readonly findsNeighbours: boolean
  readonly hasMulticast: boolean
  /** Whether a tracker can be asked who else is there. */
  readonly hasTracker: boolean
  /** Whether a packet gets from one device to the other. */
  reaches(left: Session, right: Session): boolean
  /** Makes the connection. */
  connect(left: Session, right: Session): void
  disconnect(left: Session, right: Session): void
}

/** Who is connected with whom on one site: the decisions of core/neighbours, on connections that take no time. */
export class Neighbours {
  readonly #surface: Surface
  readonly #ring = new Map<PeerName, RingPeer>()
  readonly #random: Random

  constructor(surface: Surface, site: number) {
    this.#surface = surface
    this.#random = new Random(surface.seed, 'neighbours', String(site))
  }

  /** A device looks for neighbours, now and until it has enough. */
  look(session: Session, looks = 0): void {
    if (session.isOver || !this.#surface.findsNeighbours) return
    const { clock } = this.#surface
    const seen = this.#seenBy(session).filter(({ endpoint }) => !endpoint.isGone)
    const held = this.#joined(session)
    const free = seen
      .filter(({ endpoint }) => !session.endpoint.peers.has(endpoint.name))
      .map((other) => this.#ringPeer(other))
    const view = { self: this.#ringPeer(session), neighboursMax, held, free, isCalm: true }
    const chosen = whomToDial(view, this.#random)
    for (const name of chosen) this.#dial(session, name)
    const isServed = free.length === 0 || (chosen.length === 0 && this.#surface.hasMulticast)
    if (looks >= looksMax || (isServed && looks > 1)) return
    clock.at(later(clock.now, lookAgainMs), () => this.look(session, looks + 1))
  }

  /** A device wants to meet one that it has heard of, whatever number of neighbours there are. */
  meet(session: Session, name: PeerName): void {
    const other = this.#surface.sessions.get(name)
    if (other !== undefined && this.#surface.reaches(session, other)) this.#surface.connect(session, other)
  }

  #dial(session: Session, name: PeerName): void {
    const other = this.#surface.sessions.get(name)
    if (other === undefined || !this.#surface.reaches(session, other)) return
    const self = this.#ringPeer(other)
    if (!hasPlaceFor(this.#ringPeer(session), { self, neighboursMax, joined: this.#joined(other) })) return
    this.#surface.connect(session, other)
    for (const full of [session, other]) {
      const places = { self: this.#ringPeer(full), neighboursMax, joined: this.#joined(full) }
      for (const gone of whomToLetGo(places, new Set([session.endpoint.name, other.endpoint.name]), this.#random)) {
        const peer = this.#surface.sessions.get(gone)
        if (peer !== undefined) this.#surface.disconnect(full, peer)
      }
    }
  }

  /** Whom a device has heard of: everybody by multicast; else those whom the tracker names, and the neighbours of neighbours. */
  #seenBy(session: Session): readonly Session[] {
    const { sessions, hasMulticast, hasTracker } = this.#surface
    const reachable = (other: Session) => other !== session && this.#surface.reaches(session, other)
    if (hasMulticast) return [...sessions.values()].filter(reachable)
    const names = new Set<PeerName>()
    if (hasTracker) {
      const asking = joinedDevice(session.endpoint.name)
      const joined = [...sessions.keys()].map((name) => joinedDevice(name))
      for (const address of nameNeighbours(asking, joined)) names.add(peerAt(address) as PeerName)
    }
    for (const near of session.endpoint.peers.keys()) {
      for (const far of sessions.get(near)?.endpoint.peers.keys() ?? []) names.add(far)
    }
    return [...names].flatMap((name) => sessions.get(name) ?? []).filter(reachable)
  }

  #joined(session: Session): readonly RingPeer[] {
    return [...session.endpoint.peers.keys()].flatMap((name) => {
      const other = this.#surface.sessions.get(name)
      return other === undefined ? [] : [this.#ringPeer(other)]
    })
  }

  #ringPeer({ endpoint: { name } }: Session): RingPeer {
    const known = this.#ring.get(name)
    if (known !== undefined) return known
    const made = { peer: name, place: ringPlace(name) }
    this.#ring.set(name, made)
    return made
  }
}

/** A device as the tracker sees it: all of a site come from the address of its router. */
function joinedDevice(peer: PeerName): { peer: PeerName; host: string; listen: readonly string[] } {
  return { peer, host: '198.51.100.1', listen: [`/ip4/10.0.0.1/tcp/4001/p2p/${peer}`] }
}
