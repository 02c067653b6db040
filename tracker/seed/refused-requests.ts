import type { Refusal } from '#core/exchange/contract.ts'

/** Counts the requests that were not served, by the reason that the device was told. */
export class RefusedRequests {
  readonly #counts: Record<Refusal, number> = { busy: 0, missing: 0, refused: 0 }

  add(reason: Refusal): void {
    this.#counts[reason] += 1
  }

  totals(): Readonly<Record<Refusal, number>> {
    return { ...this.#counts }
  }
}
