import type { MetadataSource } from '#adapters/metadata/metadata-source.ts'
import { type Address, digestOf, payloadAddress } from '#core/address.ts'
import { later } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Appointment } from '#sim/clock.ts'
import type { SettledClock } from '#sim/full/settled-clock.ts'
import type { ServedRepository } from '#sim/full/update.ts'

/** From a request to the first byte of its answer. */
const latencyMs = 20

/** The rate of one fetch: chunks come before, between and after syncs, which are 200 ms apart. */
const bytesPerSecond = 256 * 1024

/** The tracker of a modelled device: it answers everything that the repository has, after the time that it would take. */
export class Seeder {
  readonly name = 'seeder' as PeerName
  readonly #clock: SettledClock
  readonly #repository: ServedRepository

  constructor(clock: SettledClock, repository: ServedRepository) {
    this.#clock = clock
    this.#repository = repository
  }

  /** Lets `arrived` have the bytes at an address, or undefined where there are none, unless it is cancelled before. */
  fetch(address: Address, arrived: (bytes: Uint8Array | undefined) => void): Appointment {
    const bytes = this.#repository.blobs.get(digestOf(address))
    const transferMs = ((bytes?.byteLength ?? 0) * 1000) / bytesPerSecond
    return this.#clock.at(later(this.#clock.now, latencyMs + transferMs), () => arrived(bytes))
  }

  /** The repository for a metadata client; `blob` brings what has a digest. */
  metadata(blob: (address: Address, bytes: number) => Promise<Uint8Array>): MetadataSource {
    const { root, timestamp } = this.#repository
    return {
      root: async (version) => {
        await this.#clock.wait(latencyMs)
        return version === 1 ? root : undefined
      },
      timestamp: async () => {
        await this.#clock.wait(latencyMs)
        return timestamp
      },
      blob: (digest, bytes) => blob(payloadAddress(digest), bytes),
    }
  }
}
