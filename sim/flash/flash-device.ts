import type { BlockDevice } from '#core/block-device.ts'
import { check } from '#core/check.ts'
import type { Power } from '#sim/flash/power.ts'
import type { Random } from '#sim/random.ts'

/** What the medium writes as a whole unless it tears, in bytes. */
export const flashSectorBytes = 512

/** Sectors that the volatile cache holds before it writes the oldest out, as any cache does in time. */
const unsyncedSectorsMax = 16_384

/** Versions of one sector that a cut chooses from; an older one has reached the medium. */
const versionsMax = 8

/** Where a modelled flash stands and what is on it at first. */
export interface FlashDeviceInit {
  readonly power: Power
  /** Taken over, not copied; its length is the size of the device. */
  readonly contents: Uint8Array
}

/**
 * A modelled slot with a volatile cache. Of the sectors written since the last sync, a power cut keeps,
 * loses or tears each by chance and on its own, so that any order of writing out is among the outcomes.
 */
export class FlashDevice implements BlockDevice {
  readonly bytes: number
  readonly #power: Power
  /** What the running device reads. */
  readonly #seen: Uint8Array
  /** By its start, what an unsynced sector may be on the medium: as of the last sync, or of any write since. */
  readonly #unsynced = new Map<number, Uint8Array[]>()

  constructor({ power, contents }: FlashDeviceInit) {
    this.#power = power
    this.#seen = contents
    this.bytes = contents.byteLength
  }

  async read(into: Uint8Array, position: number): Promise<void> {
    this.#power.require()
    this.#requireRange(position, into.byteLength)
    into.set(this.#seen.subarray(position, position + into.byteLength))
  }

  async write(from: Uint8Array, position: number): Promise<void> {
    this.#power.require()
    this.#requireRange(position, from.byteLength)
    const end = position + from.byteLength
    for (let start = position - (position % flashSectorBytes); start < end; start += flashSectorBytes) {
      const first = Math.max(start, position)
      const part = from.subarray(first - position, start + flashSectorBytes - position)
      this.#writeSector(start, first, part)
    }
    this.#power.spend()
  }

  async sync(): Promise<void> {
    this.#power.require()
    this.#unsynced.clear()
    this.#power.spend()
  }

  async close(): Promise<void> {}

  /** Whether a power cut would leave everything as it reads now. */
  get isClean(): boolean {
    return this.#unsynced.size === 0
  }

  /** Whether a power cut would leave this range as it reads now. */
  isSynced(position: number, length: number): boolean {
    this.#requireRange(position, length)
    for (let start = position - (position % flashSectorBytes); start < position + length; start += flashSectorBytes) {
      if (this.#unsynced.has(start)) return false
    }
    return true
  }

  /** What the running device reads in a range, for whoever watches it: a view that later writes change. */
  seen(position: number, length: number): Uint8Array {
    this.#requireRange(position, length)
    return this.#seen.subarray(position, position + length)
  }

  /** The medium fails: one bit of the byte at `position` turns over, and nobody is told. */
  rot(position: number): void {
    this.#requireRange(position, 1)
    this.#seen[position] = (this.#seen[position] ?? 0) ^ 1
  }

  /** Takes the power away and returns the bytes as the next boot finds them. The same `random` gives the same bytes. */
  cut(random: Random): Uint8Array {
    this.#power.goOff()
    const found = this.#seen.slice()
    for (const [start, versions] of this.#unsynced) found.set(survivor(versions, random), start)
    return found
  }

  #writeSector(start: number, first: number, part: Uint8Array): void {
    const versions = this.#unsynced.get(start) ?? [this.#sector(start)]
    this.#seen.set(part, first)
    versions.push(this.#sector(start))
    if (versions.length > versionsMax) versions.shift()
    this.#unsynced.set(start, versions)
    if (this.#unsynced.size <= unsyncedSectorsMax) return
    const [oldest] = this.#unsynced.keys()
    if (oldest !== undefined) this.#unsynced.delete(oldest)
  }

  #sector(start: number): Uint8Array {
    return this.#seen.slice(start, start + flashSectorBytes)
  }

  #requireRange(position: number, length: number): void {
    const fits = Number.isSafeInteger(position) && position >= 0 && position + length <= this.bytes
    check(fits, `${length} bytes at ${position} are within the ${this.bytes} bytes of the flash`)
  }
}

/** One version of a sector, or the beginning of one before the rest of another: torn. */
function survivor(versions: readonly Uint8Array[], random: Random): Uint8Array {
  const kept = pick(versions, random)
  if (!random.chance(1 / 3)) return kept
  const torn = pick(versions, random).slice()
  torn.set(kept.subarray(0, random.below(torn.byteLength + 1)))
  return torn
}

function pick(versions: readonly Uint8Array[], random: Random): Uint8Array {
  const version = versions[random.below(versions.length)]
  check(version !== undefined, 'an unsynced sector has a version')
  return version
}
