import { LevelStore } from '#adapters/level/level-store.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { SealedReport } from '#core/report/sealed-report.ts'
import {
  type DeviceEvent,
  type DeviceRecord,
  eventsKept,
  type FleetOutcome,
} from '#tracker/engine/fleet/device-record.ts'
import { type FleetCounts, FleetTally, type SiteCounts } from '#tracker/engine/fleet/fleet-tally.ts'
import type { HeardReport } from '#tracker/engine/fleet/take-report.ts'
import type { GaugeReading } from '#tracker/engine/rollout/contract.ts'
import { siteOf } from '#tracker/engine/same-site.ts'
import { draftCommit } from './draft-commit.ts'
import { fleetKeys } from './fleet-keys.ts'
import { GroupCommit } from './group-commit.ts'
import { type DevicePage, type DeviceQuery, listDevices } from './list-devices.ts'
import { type OpenedReport, openReports } from './open-reports.ts'
import { readJson } from './stored-json.ts'

/** What became of a report. The device need not send it again once it is `accepted` or `known`: then it is durable. */
export type ReportVerdict =
  | { readonly type: 'accepted' | 'known'; readonly device: PeerName; readonly sequence: number }
  | { readonly type: 'refused'; readonly reason: string }
  /** Too many wait to be written. */
  | { readonly type: 'busy' }

/** Where and when reports came in. */
export interface ReportOrigin {
  /** The address that the connection comes from: that of the device, or of the neighbour that relayed them. */
  readonly host: string
  /** In ms of Unix time; it never goes back (the shell sees to that). */
  readonly at: number
}

/** A device with what happened to it, the last first. */
export interface DeviceStory {
  readonly record: DeviceRecord
  readonly events: readonly DeviceEvent[]
}

/** An outcome with its place in the queue, which counts up from 1. */
export interface QueuedOutcome {
  readonly number: number
  readonly outcome: FleetOutcome
}

/** The most outcomes that are read or forgotten at once. */
const outcomesPerReadMax = 1000

/** Devices that are read at once when the fleet is counted. */
const countedAtOnce = 1000

/**
 * The devices of a vendor as their reports tell of them. A report counts once: what it changes and that it was taken are
 * written in one synced batch, and only then it is acknowledged.
 */
export class Fleet {
  readonly #store: LevelStore
  readonly #authorities: () => readonly Uint8Array[]
  readonly #commits = new GroupCommit((batches: readonly (readonly HeardReport[])[]) => this.#commit(batches))
  readonly #listeners = new Set<() => void>()
  #tally = new FleetTally()
  #lastOutcome = 0
  #isInDoubt = false

  private constructor(store: LevelStore, authorities: () => readonly Uint8Array[]) {
    this.#store = store
    this.#authorities = authorities
  }

  /**
   * Opens the fleet in a folder of its own and counts its devices. `authorities` are the public keys that may certify
   * devices now. Rejects with {@link UserError} where another tracker has it open, or where it is damaged.
   */
  static async open(directory: string, authorities: () => readonly Uint8Array[]): Promise<Fleet> {
    const repair = 'move the folder away: the fleet is then counted anew, from the next reports of its devices'
    const store = await LevelStore.open(directory, { user: 'mycel tracker', repair })
    const fleet = new Fleet(store, authorities)
    await fleet.#count()
    return fleet
  }

  /** Takes reports; resolves with a verdict on each when all that are taken are durable. */
  async take(sealed: readonly SealedReport[], { host, at }: ReportOrigin): Promise<readonly ReportVerdict[]> {
    const opened = await openReports(sealed, this.#authorities())
    const heard = opened.filter((one) => one.type === 'genuine').map((one) => ({ ...one, site: siteOf(host), at }))
    const areNew = heard.length === 0 ? [] : await this.#commits.add(heard)
    let next = 0
    return opened.map((one): ReportVerdict => {
      if (one.type === 'refused') return one
      return areNew === undefined ? { type: 'busy' } : verdictOn(one, areNew[next++] === true)
    })
  }

  /** A device, undefined for one that has never reported. */
  async device(peer: string): Promise<DeviceStory | undefined> {
    const bytes = await this.#store.get(fleetKeys.device(peer))
    if (bytes === undefined) return undefined
    const record = readJson<DeviceRecord>(bytes)
    const ring = await this.#store.entries({ prefix: `event/${record.peer}/`, limit: eventsKept })
    const oldest = record.events > eventsKept ? record.events % eventsKept : 0
    const inOrder = [...ring.slice(oldest), ...ring.slice(0, oldest)]
    return { record, events: inOrder.map(([, value]) => readJson<DeviceEvent>(value)).reverse() }
  }

  /** Devices, a page at a time; see {@link DeviceQuery}. Throws {@link FormatError} on a cursor of another list. */
  list(query: DeviceQuery): Promise<DevicePage> {
    return listDevices(this.#store, query)
  }

  /** How many devices there are, of a product or in all. */
  counts(product?: string): FleetCounts {
    return this.#tally.counts(product)
  }

  /** Devices that were heard since `at`, in ms of Unix time, to the hour. */
  seenSince(at: number): number {
    return this.#tally.seenSince(at)
  }

  /** Sites in order of their names, from behind `after` on. */
  sites({ after, limit }: { readonly after?: string | undefined; readonly limit: number }): readonly SiteCounts[] {
    return this.#tally.sites(after, limit)
  }

  /** Every gauge, on the devices of a product that run a version and on the others. */
  gauges(product: string, version: string): readonly GaugeReading[] {
    return this.#tally.gauges(product, version)
  }

  /**
   * What rollouts have to count, from behind the number `after` on, at most {@link outcomesPerReadMax}. Each outcome
   * has a number that no other ever has: who writes the last one that it counted together with its counts, counts
   * every outcome once.
   */
  async outcomes(after: number): Promise<readonly QueuedOutcome[]> {
    const range = { prefix: 'outcome/', after: fleetKeys.outcome(after), limit: outcomesPerReadMax }
    const entries = await this.#store.entries(range)
    return entries.map(([key, value]) => ({ number: numberOf(key), outcome: readJson<FleetOutcome>(value) }))
  }

  /** Forgets outcomes up to a number: they are counted. */
  async forgetOutcomes(through: number): Promise<void> {
    for (;;) {
      const entries = await this.#store.entries({ prefix: 'outcome/', limit: outcomesPerReadMax })
      const counted = entries.map(([key]) => key).filter((key) => numberOf(key) <= through)
      if (counted.length === 0) return
      await this.#store.commit(counted.map((key) => ({ key, value: undefined })))
    }
  }

  /** Calls `listener` when there are new outcomes to read, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Waits for what is being written, and gives up the folder. */
  async close(): Promise<void> {
    await this.#commits.settled()
    await this.#store.close()
  }

  async #count(): Promise<void> {
    const tally = new FleetTally()
    let after: string | undefined
    do {
      const entries = await this.#store.entries({ prefix: fleetKeys.device(''), after, limit: countedAtOnce })
      for (const [, value] of entries) tally.replace(undefined, readJson<DeviceRecord>(value))
      after = entries.at(-1)?.[0]
    } while (after !== undefined)
    const last = await this.#store.get(fleetKeys.lastOutcome)
    this.#lastOutcome = last === undefined ? 0 : readJson<number>(last)
    this.#tally = tally
  }

  /** Whether each report of each batch is new; all that is new is durable when it resolves. */
  async #commit(batches: readonly (readonly HeardReport[])[]): Promise<readonly (readonly boolean[])[]> {
    // What a write that failed has left is known only when it is read.
    if (this.#isInDoubt) await this.#count()
    this.#isInDoubt = true
    const before = await this.#records(batches.flat().map(({ certificate }) => certificate.peer))
    const draft = draftCommit(batches, before, this.#lastOutcome)
    if (draft.changes.length > 0) await this.#store.commit(draft.changes)
    this.#isInDoubt = false
    for (const [peer, record] of draft.records) this.#tally.replace(before.get(peer), record)
    const hasOutcomes = draft.lastOutcome > this.#lastOutcome
    this.#lastOutcome = draft.lastOutcome
    if (hasOutcomes) for (const listener of this.#listeners) listener()
    return draft.isNew
  }

  async #records(named: readonly PeerName[]): Promise<ReadonlyMap<PeerName, DeviceRecord>> {
    const peers = [...new Set(named)]
    const values = await this.#store.getMany(peers.map((peer) => fleetKeys.device(peer)))
    const records = new Map<PeerName, DeviceRecord>()
    for (const [index, peer] of peers.entries()) {
      const value = values[index]
      if (value !== undefined) records.set(peer, readJson<DeviceRecord>(value))
    }
    return records
  }
}

function verdictOn(
  { certificate, report }: Extract<OpenedReport, { readonly type: 'genuine' }>,
  isNew: boolean,
): ReportVerdict {
  return { type: isNew ? 'accepted' : 'known', device: certificate.peer, sequence: report.sequence }
}

function numberOf(key: string): number {
  return Number(key.slice(key.indexOf('/') + 1))
}
