import type { Address } from '#core/address.ts'
import { earliest, type Instant, later } from '#core/engine.ts'
import { askedWithinMs } from '#core/exchange/limits.ts'

/** A payload of which this node has the only copy on its site, as far as it knows. */
interface Copy {
  readonly bytes: number
  readonly since: Instant
  /** Neighbours that it is on its way to. */
  serves: number
}

/**
 * What this node fetched over the WAN and no neighbour has yet. It counts against what a crew member may have
 * outstanding: so one that sends slowly fetches no more than it passes on, and the others take the rest.
 */
export class Unshared {
  readonly #copies = new Map<Address, Copy>()

  add(address: Address, bytes: number, now: Instant): void {
    this.#copies.set(address, { bytes, since: now, serves: 0 })
  }

  serving(address: Address): void {
    const copy = this.#copies.get(address)
    if (copy !== undefined) copy.serves += 1
  }

  /** A serve has ended after so many bytes. False when it was not of one of these. */
  served(address: Address, sentBytes: number): boolean {
    const copy = this.#copies.get(address)
    if (copy === undefined) return false
    copy.serves -= 1
    if (sentBytes >= copy.bytes) this.#copies.delete(address)
    return true
  }

  /** A neighbour has it, or this node no longer does. False when it was not one of these. */
  remove(address: Address): boolean {
    return this.#copies.delete(address)
  }

  /** How many there are, without those that nobody asked for in time. */
  count(now: Instant): number {
    for (const [address, { since, serves }] of this.#copies) {
      if (serves === 0 && later(since, askedWithinMs) <= now) this.#copies.delete(address)
    }
    return this.#copies.size
  }

  /** Their bytes, as far as they are counted. */
  get bytes(): number {
    let sum = 0
    for (const { bytes } of this.#copies.values()) sum += bytes
    return sum
  }

  /** When the first is given up that nobody asked for. */
  nextAt(): Instant | undefined {
    const waiting = [...this.#copies.values()].filter((copy) => copy.serves === 0)
    return earliest(...waiting.map((copy) => later(copy.since, askedWithinMs)))
  }
}
