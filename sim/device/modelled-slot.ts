import { Bitfield } from '#core/bitfield.ts'
import type { Random } from '#sim/random.ts'

/** What the place of one chunk holds. */
const empty = 0
const unsynced = 1
const durable = 2
/** Synced, and then spoilt: reads as something else. */
const rotten = 3

/** A slot of a modelled flash, chunk by chunk: which of the release's chunks it holds, and whether a power cut may take them. */
export class ModelledSlot {
  readonly #chunks: Uint8Array
  /** What boots from it; undefined while it holds only chunks. */
  version: string | undefined
  /** Whether anything was ever written: an empty slot need not be looked through. */
  #isTouched = false

  constructor(chunkCount: number, version: string | undefined) {
    this.#chunks = new Uint8Array(chunkCount)
    this.version = version
  }

  /** Whether every chunk is there, durable and right. */
  get isWhole(): boolean {
    return this.#chunks.every((chunk) => chunk === durable)
  }

  /** Whether a chunk was synced: a power cut does not take it any more, whatever else may. */
  isSynced(chunk: number): boolean {
    return this.#chunks[chunk] === durable || this.#chunks[chunk] === rotten
  }

  /** Fills it with the whole release, as after an update long ago. */
  fill(): void {
    this.#chunks.fill(durable)
    this.#isTouched = true
  }

  /** A chunk is written: what stood in its place is gone, and a power cut may take the new one. */
  write(chunk: number): void {
    this.#isTouched = true
    this.#chunks[chunk] = unsynced
  }

  /** What was written is durable from now on. */
  sync(): void {
    this.#chunks.forEach((chunk, index) => {
      if (chunk === unsynced) this.#chunks[index] = durable
    })
  }

  /** The chunks that read right, as a survey of the slot finds them. What it finds it has synced before. */
  survey(): Bitfield {
    const present = new Bitfield(this.#chunks.length)
    if (!this.#isTouched) return present
    this.sync()
    this.#chunks.forEach((chunk, index) => {
      if (chunk === durable) present.set(index)
    })
    return present
  }

  /** Each unsynced chunk is kept or lost by chance; a torn one reads wrong, which is as if it was lost. */
  cutPower(random: Random): void {
    this.#chunks.forEach((chunk, index) => {
      if (chunk === unsynced) this.#chunks[index] = random.chance(1 / 3) ? durable : empty
    })
  }

  /** Spoils one synced chunk. Returns whether there was one. */
  rot(random: Random): boolean {
    const synced = [...this.#chunks.keys()].filter((index) => this.#chunks[index] === durable)
    const spoilt = synced[random.below(Math.max(1, synced.length))]
    if (spoilt === undefined) return false
    this.#chunks[spoilt] = rotten
    return true
  }
}
