import type { WantId } from '#core/exchange/contract.ts'
import type { JobId } from './contract.ts'

/** Numbers that are never used twice by one engine. */
export class Identifiers {
  #last = 0

  job(): JobId {
    return this.#next() as JobId
  }

  want(): WantId {
    return this.#next() as WantId
  }

  #next(): number {
    this.#last += 1
    return this.#last
  }
}
