import { type Address, kindOf } from '#core/address.ts'
import { type BootState, bootAttempts, otherSlot, type SlotName } from '#core/boot/boot-state.ts'
import type { BootStore } from '#core/boot/boot-store.ts'
import { check } from '#core/check.ts'
import { type Instant, millisecondsBetween } from '#core/engine.ts'
import type { ExchangeMessage } from '#core/exchange/contract.ts'
import type { ChunkRef, ChunkTask } from '#node/engine/contract.ts'
import type { FlashBoard } from './flash-board.ts'
import { type ChunkPlace, chunkBytes, chunkPlaces, type Firmware, type Update } from './update.ts'

/** What holds on a device whenever the power goes. */
export const invariants = {
  whole: 'only a whole image boots',
  bootable: 'one bootable slot always exists',
  active: 'the active slot is never written',
  flip: 'a flip comes after sync and read-back',
  digest: 'no chunk with a wrong digest is accepted',
  have: 'a have comes after its sync',
  sync: 'a written chunk is synced within 200 ms',
  refetch: 'what is in the slot is not fetched again',
  rollback: 'a trial that is not confirmed rolls back',
  converges: 'the device ends where it should',
  rules: 'no rule of our own is broken',
} as const

/** One of {@link invariants}, in its words. */
export type Invariant = (typeof invariants)[keyof typeof invariants]

/** An invariant that does not hold, and by what. */
export interface Finding {
  readonly invariant: Invariant
  readonly detail: string
}

/** What was seen of a device up to its last power cut. */
export interface Past {
  readonly findings: readonly Finding[]
  /** Payloads of which a fetch has begun. */
  readonly begun: ReadonlySet<Address>
  /** The most chunks that travelled again after one cut: those of payloads of which a fetch had begun in an earlier life. */
  readonly refetchedChunksMax: number
  readonly trialBoots: number
}

/** Nothing was seen yet. */
export const noPast: Past = { findings: [], begun: new Set(), refetchedChunksMax: 0, trialBoots: 0 }

/** Findings that are kept of one run; a device that goes wrong goes on doing so. */
const findingsMax = 20

/** How long a written chunk may wait for its sync: `design.md`, Sync. */
const syncWithinMs = 200

/** A chunk that was written in this life. */
interface MadeChunk extends ChunkPlace {
  readonly at: Instant
}

/** Watches a device from one power-on to the next cut, from outside, and says what does not hold. */
export class Witness {
  readonly #update: Update
  readonly #board: FlashBoard
  readonly #past: Past
  readonly #places: readonly ChunkPlace[]
  readonly #findings: Finding[]
  readonly #begun = new Set<Address>()
  readonly #madeBy = new Map<Address, ChunkPlace[]>()
  readonly #placeOf = new Map<Address, ChunkPlace>()
  readonly #made: MadeChunk[] = []
  #running: SlotName = 'a'
  #refetchedChunks = 0
  #trialBoots: number

  constructor(update: Update, board: FlashBoard, past: Past) {
    this.#update = update
    this.#board = board
    this.#past = past
    this.#places = chunkPlaces(update.to)
    this.#findings = [...past.findings]
    this.#trialBoots = past.trialBoots
  }

  /** What was seen so far, this life included. */
  get past(): Past {
    return {
      findings: this.#findings,
      begun: new Set([...this.#past.begun, ...this.#begun]),
      refetchedChunksMax: Math.max(this.#past.refetchedChunksMax, this.#refetchedChunks),
      trialBoots: this.#trialBoots,
    }
  }

  found(invariant: Invariant, detail: string): void {
    if (this.#findings.length < findingsMax) this.#findings.push({ invariant, detail })
  }

  /** The boot chooser starts the node in a slot. */
  booted(slot: SlotName, state: BootState): void {
    this.#running = slot
    if (!this.#holdsWhole(slot, state))
      this.found(invariants.whole, `slot ${slot} boots and is not what its record says`)
    if (!this.#holdsWhole(state.active, state)) {
      this.found(invariants.bootable, `the active slot ${state.active} could not be gone back to`)
    }
    if (state.trial?.slot !== slot) return
    this.#trialBoots += 1
    if (this.#trialBoots > bootAttempts)
      this.found(invariants.rollback, `trial boot ${this.#trialBoots} of ${bootAttempts}`)
  }

  /** The boot state of the board, watched: a record may name a slot for a trial only when the slot is whole and durable. */
  watchBoot(store: BootStore): BootStore {
    return {
      read: () => store.read(),
      write: (state) => {
        if (state.trial !== undefined) this.#flipped(state.trial.slot, state)
        return store.write(state)
      },
    }
  }

  /** Somebody writes to the slot that runs. */
  wroteActive(component: string): void {
    this.found(invariants.active, `${component} was written in slot ${this.#running}, which runs`)
  }

  /** A release is planned: what was written before is synced, and may be written again. */
  planned(tasks: readonly ChunkTask[]): void {
    this.#made.length = 0
    this.grew(tasks)
  }

  /** There are other ways now to make these chunks. */
  grew(tasks: readonly ChunkTask[]): void {
    for (const { ref, address, ways } of tasks) {
      const place = this.#placeOfRef(ref)
      this.#placeOf.set(address, place)
      for (const way of ways) {
        if (kindOf(way.address) !== 'payload') continue
        const places = this.#madeBy.get(way.address)
        if (places === undefined) this.#madeBy.set(way.address, [place])
        else if (!places.includes(place)) places.push(place)
      }
    }
  }

  /** A fetch begins. Documents are not in the plan, and not counted. */
  fetches(address: Address): void {
    const places = this.#madeBy.get(address)
    if (places === undefined) return
    if (places.every((place) => this.#isRight(place)))
      this.found(invariants.refetch, `${address} is fetched for nothing`)
    if (this.#past.begun.has(address)) this.#refetchedChunks += places.length
    this.#begun.add(address)
  }

  /** The installation says that these chunks are made. */
  made(chunks: readonly ChunkRef[], at: Instant): void {
    for (const ref of chunks) {
      const place = this.#placeOfRef(ref)
      this.#made.push({ ...place, at })
      if (!this.#isRight(place))
        this.found(invariants.digest, `${place.component} at ${place.offset} is not the signed chunk`)
    }
  }

  /** The device says something to a neighbour. */
  says(message: ExchangeMessage): void {
    if (message.type !== 'have') return
    for (const address of message.addresses) {
      const place = this.#placeOf.get(address)
      if (place === undefined || this.#isDurable(place) || this.#isRunning(place)) continue
      this.found(invariants.have, `${place.component} at ${place.offset} was announced before its sync`)
    }
  }

  /** The power is about to be off. */
  cut(now: Instant): void {
    for (const { at, ...place } of this.#made) {
      if (millisecondsBetween(at, now) <= syncWithinMs || this.#isDurable(place)) continue
      this.found(
        invariants.sync,
        `${place.component} at ${place.offset} waits since ${millisecondsBetween(at, now)} ms`,
      )
    }
  }

  #flipped(slot: SlotName, state: BootState): void {
    const durable = [...this.#update.to.images].every(([component, image]) => {
      return this.#board.slot(component, slot).isSynced(0, image.byteLength)
    })
    if (!durable) this.found(invariants.flip, `slot ${slot} is named for a trial and not synced`)
    else if (!this.#holdsWhole(slot, state))
      this.found(invariants.flip, `slot ${slot} is named for a trial and not whole`)
  }

  /** Whether a slot holds all images of the firmware that the record says. */
  #holdsWhole(slot: SlotName, state: BootState): boolean {
    const version = state.slots[slot]?.version
    const firmware = [this.#update.from, this.#update.to].find((candidate) => candidate.version === version)
    return firmware !== undefined && this.#holds(slot, firmware)
  }

  #holds(slot: SlotName, { images }: Firmware): boolean {
    return [...images].every(([component, image]) => {
      return Buffer.compare(this.#board.slot(component, slot).seen(0, image.byteLength), image) === 0
    })
  }

  /** Whether the inactive slot reads as the new firmware at a place. */
  #isRight(place: ChunkPlace): boolean {
    const { component, offset, bytes } = place
    const seen = this.#board.slot(component, otherSlot(this.#running)).seen(offset, bytes)
    return Buffer.compare(seen, chunkBytes(this.#update.to, place)) === 0
  }

  /** Whether what runs has the same chunk: that one is served, then. */
  #isRunning(place: ChunkPlace): boolean {
    const { from, to } = this.#update
    const bytes = chunkBytes(to, place)
    return chunkPlaces(from).some((old) => Buffer.compare(chunkBytes(from, old), bytes) === 0)
  }

  #isDurable({ component, offset, bytes }: ChunkPlace): boolean {
    return this.#board.slot(component, otherSlot(this.#running)).isSynced(offset, bytes)
  }

  #placeOfRef(ref: ChunkRef): ChunkPlace {
    const place = this.#places[ref]
    check(place !== undefined, 'a chunk of the plan is in the new firmware')
    return place
  }
}
