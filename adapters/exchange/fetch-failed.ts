import type { FetchFailure } from '#core/exchange/contract.ts'

/** A fetch brought no bytes, or not all. A cancelled fetch is `closed`, and so is one whose peer broke the protocol. */
export class FetchFailed extends Error {
  override readonly name = 'FetchFailed'
  readonly reason: FetchFailure

  constructor(reason: FetchFailure, message: string) {
    super(message)
    this.reason = reason
  }
}
