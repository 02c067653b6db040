import { later } from '#core/engine.ts'
import type { Clock } from '#sim/clock.ts'
import type { Machine } from '#sim/device/machine.ts'
import type { Session } from '#sim/device/session.ts'
import type { ModelledSite } from '#sim/run/site.ts'
import { introduce } from './introduce.ts'

/** A device connects with others until it has so many peers, as BitTorrent clients do; more may connect with it. */
const peersWanted = 30

/** Names that it tries for these at once: some devices do not run, or are known already. */
const triesMax = 100

/** A device that lacks peers asks for others after so long, */
const askAgainMs = 5_000

/** so many times. */
const asksMax = 60

/** What strangers need of the fleet. */
export interface Swarm {
  readonly clock: Clock
  readonly machines: readonly Machine[]
  /** Whether the tracker says who is there. */
  readonly isTrackerUp: boolean
  sessionOf(machine: Machine): Session | undefined
  siteOf(machine: Machine): ModelledSite
}

/** Who is connected with whom under `random-peers`: devices of any site that the tracker names by chance. */
export class Strangers {
  readonly #swarm: Swarm

  constructor(swarm: Swarm) {
    this.#swarm = swarm
  }

  /** A device asks the tracker for peers, now and from time to time. */
  look(session: Session, asks = 1): void {
    if (session.isOver) return
    this.#ask(session)
    if (asks >= asksMax) return
    const { clock } = this.#swarm
    clock.at(later(clock.now, askAgainMs), () => this.look(session, asks + 1))
  }

  #ask(session: Session): void {
    const { machines, isTrackerUp } = this.#swarm
    const { machine, endpoint } = session
    if (!isTrackerUp || !isOnline(this.#swarm.siteOf(machine))) return
    for (let tries = 0; tries < triesMax && endpoint.peers.size < peersWanted; tries += 1) {
      const other = machines[machine.facts.random.below(machines.length)]
      const peer = other === undefined ? undefined : this.#swarm.sessionOf(other)
      if (peer !== undefined && peer !== session) this.#connect(session, peer)
    }
  }

  #connect(left: Session, right: Session): void {
    const site = this.#swarm.siteOf(left.machine)
    const other = this.#swarm.siteOf(right.machine)
    if (site !== other) {
      if (isOnline(other)) introduce(left, right, 'wan')
    } else if (site.reaches(left, right)) introduce(left, right, 'lan')
  }
}

function isOnline({ class: kind, isWanUp }: ModelledSite): boolean {
  return kind.hasWan && isWanUp
}
