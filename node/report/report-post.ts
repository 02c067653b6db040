import { publicKeyOf } from '#adapters/keys/peer-name.ts'
import type { JoinedPeer } from '#adapters/libp2p/mesh-handlers.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { type Message, reportsFeature } from '#core/exchange/message.ts'
import type { Random } from '#core/random.ts'
import { openReceipt, type SealedReceipt } from '#core/report/receipt.ts'
import type { SealedReport } from '#core/report/sealed-report.ts'
import type { Outbox } from './outbox.ts'
import { ReportRelay } from './report-relay.ts'

/** What the post of a device works with. */
export interface ReportPostInit {
  readonly self: PeerName
  readonly outbox: Pick<Outbox, 'batch' | 'taken'>
  /** The peer whose certificate this is; undefined for one of another fleet. */
  readonly holderOf: (certificate: Uint8Array) => PeerName | undefined
  readonly random: Random
}

/** The part of a mesh that carries reports. */
export interface ReportCarrier {
  send(peer: PeerName, message: Message): void
}

/** How long the first batch waits for its receipt; each one without doubles it, up to the other. */
export const receiptWaitMs = 10_000
const receiptWaitMsMax = 15 * 60_000

/** A batch that went out, and when it goes out anew. */
interface Sent {
  readonly to: PeerName
  readonly timer: NodeJS.Timeout
}

/**
 * Sends what a device reports to a tracker, or to a neighbour that has one, a batch at a time and again until there is a
 * receipt; and passes on the reports of neighbours that have no tracker.
 */
export class ReportPost {
  readonly #init: ReportPostInit
  readonly #trackers = new Set<PeerName>()
  readonly #trusted: ReadonlySet<PeerName>
  readonly #neighbours = new Set<PeerName>()
  /** Those of them that pass reports on. */
  readonly #relays = new Set<PeerName>()
  readonly #relay: ReportRelay
  #carrier: ReportCarrier | undefined
  #sent: Sent | undefined
  #waitMs = receiptWaitMs
  #hasStopped = false

  /** `trusted` are the trackers of the configuration: receipts of others are not believed. */
  constructor(init: ReportPostInit, trusted: ReadonlySet<PeerName>) {
    this.#init = init
    this.#trusted = trusted
    this.#relay = new ReportRelay({ holderOf: init.holderOf })
  }

  /** From now on messages go out. */
  connect(carrier: ReportCarrier): void {
    this.#carrier = carrier
    this.send()
  }

  joined({ peer, role, hello }: Pick<JoinedPeer, 'peer' | 'role' | 'hello'>): void {
    if (role === 'device') {
      this.#neighbours.add(peer)
      if (this.#trackers.size > 0) this.#carrier?.send(peer, { type: 'relays', on: true })
      return
    }
    if (!hello.features.includes(reportsFeature)) return
    this.#trackers.add(peer)
    this.#relay.reset()
    if (this.#trackers.size === 1) this.#tellNeighbours(true)
    // A neighbour may have nobody to pass them on to any more, and the tracker is the shorter way.
    if (this.#sent !== undefined && !this.#trackers.has(this.#sent.to)) this.#forgetSent()
    this.#waitMs = receiptWaitMs
    this.send()
  }

  left(peer: PeerName): void {
    this.#neighbours.delete(peer)
    this.#relays.delete(peer)
    this.#relay.left(peer)
    if (this.#trackers.delete(peer) && this.#trackers.size === 0) this.#tellNeighbours(false)
    if (this.#sent?.to !== peer) return
    this.#forgetSent()
    this.send()
  }

  /** A neighbour says whether it passes reports on. */
  relays(peer: PeerName, isOn: boolean): void {
    if (!this.#neighbours.has(peer)) return
    if (!isOn) this.#relays.delete(peer)
    else this.#relays.add(peer)
    this.send()
  }

  /** A neighbour that has no tracker hands over its reports. */
  reports(from: PeerName, sealed: readonly SealedReport[]): void {
    const [tracker] = this.#trackers
    if (tracker === undefined || !this.#neighbours.has(from) || !this.#relay.take(from, sealed)) return
    this.#carrier?.send(tracker, { type: 'reports', sealed })
  }

  /** A tracker keeps reports, of this device or of a neighbour. Throws {@link FormatError} on a malformed receipt. */
  async receipt(receipt: SealedReceipt): Promise<void> {
    if (!this.#trusted.has(receipt.tracker)) return
    const taken = openReceipt(receipt, publicKeyOf(receipt.tracker))
    if (taken === undefined) return
    const { self, outbox } = this.#init
    for (const device of new Set(taken.map(({ device }) => device))) {
      if (device !== self && this.#relay.answered(device))
        this.#carrier?.send(device, { type: 'reports-taken', receipt })
    }
    const own = taken.filter(({ device }) => device === self).map(({ sequence }) => sequence)
    if (own.length === 0) return
    await outbox.taken(own)
    this.#waitMs = receiptWaitMs
    this.#forgetSent()
    this.send()
  }

  /** Sends what waits, unless a batch is under way or nobody takes it. */
  send(): void {
    const [to] = [...this.#trackers, ...this.#relays]
    if (this.#sent !== undefined || this.#hasStopped || to === undefined || this.#carrier === undefined) return
    const sealed = this.#init.outbox.batch()
    if (sealed.length === 0) return
    this.#carrier.send(to, { type: 'reports', sealed })
    this.#sent = {
      to,
      timer: setTimeout(() => this.#sendAgain(), this.#waitMs * (1 + this.#init.random.below(500) / 1000)),
    }
  }

  stop(): void {
    this.#hasStopped = true
    this.#forgetSent()
  }

  #sendAgain(): void {
    this.#waitMs = Math.min(this.#waitMs * 2, receiptWaitMsMax)
    // The next attempt goes to another one.
    for (const carriers of [this.#trackers, this.#relays]) {
      if (this.#sent !== undefined && carriers.delete(this.#sent.to)) carriers.add(this.#sent.to)
    }
    this.#forgetSent()
    this.send()
  }

  #forgetSent(): void {
    clearTimeout(this.#sent?.timer)
    this.#sent = undefined
  }

  #tellNeighbours(on: boolean): void {
    for (const peer of this.#neighbours) this.#carrier?.send(peer, { type: 'relays', on })
  }
}
