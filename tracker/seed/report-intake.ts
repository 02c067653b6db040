import type { Mesh } from '#adapters/libp2p/mesh.ts'
import type { Log } from '#adapters/log/log.ts'
import { messageOf } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { PeerSigner } from '#core/identity/peer-signature.ts'
import { sealReceipt, type TakenReport } from '#core/report/receipt.ts'
import type { SealedReport } from '#core/report/sealed-report.ts'
import type { Fleet, ReportVerdict } from '#tracker/fleet/fleet.ts'

/** Where reports of devices go. */
export interface ReportIntakeInit {
  readonly fleet: Pick<Fleet, 'take'>
  /** Signs the receipts as this tracker. */
  readonly tracker: PeerName
  readonly sign: PeerSigner
  /** In ms of Unix time; it never goes back. */
  readonly clock: { now(): number }
  readonly log: Log
}

/** Batches of one peer that are judged at once: it may relay those of its neighbours. What is more, is sent again. */
const batchesPerPeerMax = 8

/** Takes reports that devices send over the mesh, and acknowledges what is durable. */
export class ReportIntake {
  readonly #init: ReportIntakeInit
  readonly #batches = new Map<PeerName, number>()
  readonly #verdicts: Record<ReportVerdict['type'], number> = { accepted: 0, known: 0, refused: 0, busy: 0 }

  constructor(init: ReportIntakeInit) {
    this.#init = init
  }

  /** How many reports were judged how since the tracker started. */
  totals(): Readonly<Record<ReportVerdict['type'], number>> {
    return { ...this.#verdicts }
  }

  /** A peer at this address hands over reports: its own, or those of neighbours that have no tracker. */
  async take(peer: PeerName, host: string, sealed: readonly SealedReport[], mesh: Pick<Mesh, 'send'>): Promise<void> {
    const batches = this.#batches.get(peer) ?? 0
    if (batches >= batchesPerPeerMax) return
    this.#batches.set(peer, batches + 1)
    try {
      const { fleet, clock, tracker, sign } = this.#init
      const verdicts = await fleet.take(sealed, { host, at: clock.now() })
      this.#count(peer, verdicts)
      const taken = verdicts.flatMap(takenOf)
      if (taken.length > 0) mesh.send(peer, { type: 'reports-taken', receipt: sealReceipt(taken, { tracker, sign }) })
    } catch (error) {
      this.#init.log.warn('reports-unwritable', { reason: messageOf(error) })
    } finally {
      const left = (this.#batches.get(peer) ?? 1) - 1
      if (left > 0) this.#batches.set(peer, left)
      else this.#batches.delete(peer)
    }
  }

  #count(peer: PeerName, verdicts: readonly ReportVerdict[]): void {
    for (const { type } of verdicts) this.#verdicts[type] += 1
    const refused = verdicts.find((verdict) => verdict.type === 'refused')
    if (refused !== undefined) this.#init.log.debug('report-refused', { peer, reason: refused.reason })
  }
}

function takenOf(verdict: ReportVerdict): readonly TakenReport[] {
  if (verdict.type !== 'accepted' && verdict.type !== 'known') return []
  return [{ device: verdict.device, sequence: verdict.sequence }]
}
