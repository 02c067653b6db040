import type { PeerName } from '#core/exchange/contract.ts'
import type { SealedReport } from '#core/report/sealed-report.ts'

/** What decides whose reports are passed on. */
export interface ReportRelayInit {
  /** The peer whose certificate this is; undefined for one of another fleet. */
  readonly holderOf: (certificate: Uint8Array) => PeerName | undefined
}

/** Batches of one neighbour that were passed on and have no receipt; further ones are dropped, and come again. */
export const batchesPerNeighbourMax = 4

/**
 * Which reports of neighbours are passed on, within bounds: each neighbour's own only, and so many that a tracker which
 * does not answer is not flooded. Nothing is kept: the device that made them sends them again.
 */
export class ReportRelay {
  readonly #init: ReportRelayInit
  readonly #batches = new Map<PeerName, number>()

  constructor(init: ReportRelayInit) {
    this.#init = init
  }

  /** Whether this batch of a neighbour goes to the tracker now. */
  take(from: PeerName, sealed: readonly SealedReport[]): boolean {
    const batches = this.#batches.get(from) ?? 0
    if (sealed.length === 0 || batches >= batchesPerNeighbourMax) return false
    if (sealed.some(({ certificate }) => this.#init.holderOf(certificate) !== from)) return false
    this.#batches.set(from, batches + 1)
    return true
  }

  /** A tracker has answered to a neighbour; true where that was passed on here. */
  answered(device: PeerName): boolean {
    return this.#batches.delete(device)
  }

  /** There is another way to a tracker: what was sent the old one may be lost. */
  reset(): void {
    this.#batches.clear()
  }

  /** The neighbour has left. */
  left(peer: PeerName): void {
    this.#batches.delete(peer)
  }
}
