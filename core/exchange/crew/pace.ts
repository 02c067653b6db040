import { type Instant, instant, millisecondsBetween } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { LeaseTerms } from '#core/exchange/ledger/leases.ts'
import {
  firstPatienceMs,
  leaseRenewalMsMin,
  leaseTotalMsMax,
  leaseTotalMsMin,
  patienceMsMax,
  patienceMsMin,
} from '#core/exchange/limits.ts'

/** What one neighbour was seen to do over the WAN. */
interface Record {
  movedAt: Instant
  finished: number
}

/** Of a new payload time, the share that goes into the mean. */
const newShare = 1 / 4

/** This many times the mean of the others is far behind, */
const farBehind = 3

/** but not before so long: on a link that drops packets a short fetch may stand still for seconds. */
const farBehindMsMin = 5_000

/** Payloads of others that a comparison takes. */
const comparedMin = 3

function mean(before: number | undefined, ms: number): number {
  return before === undefined ? ms : before + (ms - before) * newShare
}

function patienceFor(meanMs: number | undefined): number {
  if (meanMs === undefined) return firstPatienceMs
  return Math.min(patienceMsMax, Math.max(patienceMsMin, Math.ceil(3 * meanMs)))
}

/** How fast the site fetches over the WAN, from what its devices say and from what this node fetches. */
export class Pace {
  readonly #records = new Map<PeerName, Record>()
  #meanMs: number | undefined
  #othersMeanMs: number | undefined
  #othersFinished = 0
  #finished = 0

  /** How long a lease may stand still: three mean payload times, within bounds. */
  get patienceMs(): number {
    return patienceFor(this.#meanMs)
  }

  /** How often a lease that moves is said again: so that the others hear of it four times before they doubt it. */
  get leaseRenewalMs(): number {
    // Where this node is the slow one, the others are as impatient as their own payloads make them.
    const patienceMs = Math.min(this.patienceMs, patienceFor(this.#othersMeanMs ?? this.#meanMs))
    return Math.max(leaseRenewalMsMin, patienceMs / 4)
  }

  /** How long leases last: what is said to move for far longer than payloads take is not believed. */
  get leaseTerms(): LeaseTerms {
    const totalMs = Math.max(leaseTotalMsMin, Math.ceil(6 * (this.#meanMs ?? leaseTotalMsMax)))
    return { patienceMs: this.patienceMs, totalMs: Math.min(leaseTotalMsMax, totalMs) }
  }

  /** A neighbour took a payload, or received more of one. */
  moved(peer: PeerName, now: Instant): void {
    this.#recordOf(peer).movedAt = now
  }

  /** A neighbour has a payload that it began at `begunAt`. */
  finished(peer: PeerName, begunAt: Instant, now: Instant): void {
    this.moved(peer, now)
    this.#recordOf(peer).finished += 1
    this.#othersFinished += 1
    this.#othersMeanMs = mean(this.#othersMeanMs, millisecondsBetween(begunAt, now))
    this.took(begunAt, now)
  }

  /** A payload took this long over the WAN. */
  took(begunAt: Instant, now: Instant): void {
    this.#finished += 1
    this.#meanMs = mean(this.#meanMs, millisecondsBetween(begunAt, now))
  }

  /** True when a payload that moved for so long takes far longer than those of others. */
  isFarBehind(movedMs: number): boolean {
    if (this.#othersMeanMs === undefined || this.#othersFinished < comparedMin) return false
    return movedMs > Math.max(farBehindMsMin, farBehind * this.#othersMeanMs)
  }

  left(peer: PeerName): void {
    this.#records.delete(peer)
  }

  /** When a neighbour was last seen to fetch; long ago for one that never was. */
  movedAt(peer: PeerName): Instant {
    return this.#records.get(peer)?.movedAt ?? instant(0)
  }

  /** How many payloads were finished, those of this node included. */
  get finishedCount(): number {
    return this.#finished
  }

  /** How many payloads a neighbour was seen to finish. */
  finishedBy(peer: PeerName): number {
    return this.#records.get(peer)?.finished ?? 0
  }

  #recordOf(peer: PeerName): Record {
    const record = this.#records.get(peer) ?? { movedAt: instant(0), finished: 0 }
    this.#records.set(peer, record)
    return record
  }
}
