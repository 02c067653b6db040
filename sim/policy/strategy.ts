import type { Instant } from '#core/engine.ts'
import type { Link, Way } from '#core/exchange/contract.ts'
import type { Random } from '#core/random.ts'
import type { OpenWants } from './ledger/open-wants.ts'
import type { RunningFetches } from './ledger/running-fetches.ts'
import type { Source, Sources } from './ledger/sources.ts'

/**
 * What one way of distribution decides; all else is the same for all of them. One object decides for one node, and
 * may remember what it hears.
 */
export interface Strategy {
  /** Over which links devices are partners: they are told what is here, and heard. */
  isPartnerOver(link: Link): boolean
  /** What it serves at once, whoever asks. */
  readonly servesMax: number
  /** Whether partners are told what comes over the WAN while it comes. */
  readonly tellsProgress: boolean
  /** The fetch to begin now, or undefined when there is none. Looks at nothing but the situation and what it heard. */
  next(situation: Situation): Choice | undefined
  /** A partner has, or is bringing in, something that is wanted here. */
  heard?(partner: Source, now: Instant): void
  /** When there may be a next fetch though nothing happens before; past instants are ignored. */
  nextAt?(situation: Situation): Instant | undefined
}

/** What a strategy decides from. */
export interface Situation {
  readonly now: Instant
  readonly random: Random
  readonly wants: OpenWants
  readonly sources: Sources
  readonly fetches: RunningFetches
  /** Whether the owner of the device allows a fetch over the WAN to begin now. */
  readonly mayUseWan: boolean
}

/** A fetch that could begin: what, and from whom. */
export interface Choice {
  readonly way: Way
  readonly source: Source
}
