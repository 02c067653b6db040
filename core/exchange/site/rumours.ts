import { type Instant, later } from '#core/engine.ts'
import type { PeerName, Standing } from '#core/exchange/contract.ts'
import { passedRoundsMax } from '#core/exchange/limits.ts'
import type { Random } from '#core/random.ts'

/** What is passed on. */
interface Rumour {
  readonly standing: Standing
  /** Those who said it to this node, or were told by it. */
  readonly knownTo: Set<PeerName>
  /** Rounds in which it was told, and times that it was heard again. */
  count: number
}

/** How rumours spread. */
export interface RumoursInit {
  readonly neighbours: ReadonlyMap<PeerName, unknown>
  readonly random: Random
  /** Neighbours that are told in one round. */
  readonly fanout: number
  readonly roundMs: number
}

/**
 * Passes on what devices say of themselves, a few times to a few neighbours by chance, until it seems to be known
 * (A. Demers et al., "Epidemic algorithms for replicated database maintenance", PODC 1987, §1.4). Of each device it
 * keeps the last that it said.
 */
export class Rumours {
  readonly #init: RumoursInit
  readonly #byPeer = new Map<PeerName, Rumour>()
  #roundAt: Instant | undefined

  constructor(init: RumoursInit) {
    this.#init = init
  }

  /** When the next round is due, if there is anything to pass on. */
  get roundAt(): Instant | undefined {
    return this.#roundAt
  }

  put(standing: Standing, from: PeerName, now: Instant): void {
    this.#byPeer.set(standing.peer, { standing, knownTo: new Set([from, standing.peer]), count: 0 })
    this.#roundAt ??= later(now, this.#init.roundMs)
  }

  /** A neighbour said what this node knew already. */
  heardAgain({ peer, sequence }: Standing, from: PeerName): void {
    const rumour = this.#byPeer.get(peer)
    if (rumour === undefined || sequence < rumour.standing.sequence) return
    rumour.knownTo.add(from)
    rumour.count += 1
  }

  forget(peer: PeerName): void {
    this.#byPeer.delete(peer)
  }

  /** Has `tell` tell neighbours what they may not know, when a round is due. */
  spread(now: Instant, tell: (peer: PeerName, standing: Standing) => void): void {
    if (this.#roundAt === undefined || now < this.#roundAt) return
    for (const peer of this.#someNeighbours()) {
      for (const { standing, knownTo } of this.#byPeer.values()) {
        if (knownTo.has(peer)) continue
        knownTo.add(peer)
        tell(peer, standing)
      }
    }
    for (const [peer, rumour] of this.#byPeer) {
      rumour.count += 1
      if (rumour.count >= passedRoundsMax) this.#byPeer.delete(peer)
    }
    this.#roundAt = this.#byPeer.size > 0 ? later(now, this.#init.roundMs) : undefined
  }

  #someNeighbours(): readonly PeerName[] {
    const { neighbours, random, fanout } = this.#init
    const others = [...neighbours.keys()]
    const some: PeerName[] = []
    while (some.length < fanout && others.length > 0) some.push(...others.splice(random.below(others.length), 1))
    return some
  }
}
