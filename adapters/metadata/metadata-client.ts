import { isDeepStrictEqual } from 'node:util'
import type { Root } from '@tufjs/models'
import type { MetadataSource } from '#adapters/metadata/metadata-source.ts'
import { MetadataStore } from '#adapters/metadata/metadata-store.ts'
import { newerRoots, updateBelowRoot } from '#adapters/metadata/update-metadata.ts'
import type { Digest } from '#core/digest.ts'
import type { KeyValueStore } from '#core/key-value-store.ts'
import type { TrustedFile } from '#core/metadata/read-metadata.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { trustRoot, versionsOf } from '#core/metadata/trusted-metadata.ts'
import type { VersionFloor, Versions } from '#core/metadata/versions.ts'

/** Where a client keeps what it trusts, and where its trust begins. */
export interface MetadataClientInit {
  readonly store: KeyValueStore
  readonly floor: VersionFloor
  /** The root.json with which the device was provisioned. */
  readonly root: Uint8Array
}

/** What a refresh found. */
export type RefreshOutcome = { readonly type: 'current' } | { readonly type: 'updated'; readonly versions: Versions }

/** The client of a TUF repository: keeps verified metadata, takes over newer, and serves neighbours with it. */
export class MetadataClient {
  readonly #store: MetadataStore
  readonly #floor: VersionFloor
  readonly #provisioned: TrustedFile<Root>
  #trusted: TrustedMetadata
  #lastRefresh: Promise<unknown> = Promise.resolve()

  private constructor(init: MetadataClientInit, store: MetadataStore, trusted: TrustedMetadata) {
    this.#store = store
    this.#floor = init.floor
    this.#provisioned = trustRoot(init.root).root
    this.#trusted = trusted
  }

  /**
   * Loads what was trusted before; files that are damaged are fetched again by the next refresh, and
   * the floor refuses older ones meanwhile. Throws {@link MetadataRefused} on a damaged provisioned root.
   */
  static async open(init: MetadataClientInit): Promise<MetadataClient> {
    const store = new MetadataStore(init.store)
    const floor = await init.floor.read()
    const trusted = await store.load(init.root, floor)
    // A cut between the two writes of #adopt leaves the floor behind.
    if (!isDeepStrictEqual(floor, trusted.floor)) await init.floor.write(trusted.floor)
    return new MetadataClient(init, store, trusted)
  }

  /** What is trusted now. Its files may have expired since they were fetched. */
  get trusted(): TrustedMetadata {
    return this.#trusted
  }

  /**
   * Walks the client workflow of TUF 5.3 to 5.6 with one source, one refresh at a time. Throws
   * {@link MetadataRefused} and keeps what it has, but for new roots, which are kept as they come.
   */
  refresh(source: MetadataSource, now: Date): Promise<RefreshOutcome> {
    const refresh = this.#lastRefresh.then(() => this.#refresh(source, now))
    this.#lastRefresh = refresh.catch(() => undefined)
    return refresh
  }

  /** The versions that neighbours are told of; 0 for a timestamp that is not there yet. */
  head(): { readonly rootVersion: number; readonly timestampVersion: number } {
    const { root, timestamp } = versionsOf(this.#trusted)
    return { rootVersion: root, timestampVersion: timestamp }
  }

  /** A trusted file that neighbours ask for by name. `version` counts for root only. */
  async named(role: 'root' | 'timestamp', version: number): Promise<Uint8Array | undefined> {
    const { root, timestamp } = this.#trusted
    if (role === 'timestamp') return timestamp?.content
    const known = [root, this.#provisioned].find((file) => file.version === version)
    if (known !== undefined) return known.content
    return version < root.version ? this.#store.root(version) : undefined
  }

  /** The trusted snapshot, targets or rollouts, where one of them has this digest. */
  blob(digest: Digest): Uint8Array | undefined {
    const { snapshot, targets, rollouts } = this.#trusted
    return [snapshot, targets, rollouts].find((file) => file?.digest === digest)?.content
  }

  async #refresh(source: MetadataSource, now: Date): Promise<RefreshOutcome> {
    const before = this.#trusted
    for await (const trusted of newerRoots(before, source)) await this.#adopt(trusted)
    const next = await updateBelowRoot(this.#trusted, source, now)
    if (next !== this.#trusted) await this.#adopt(next)
    return next === before ? { type: 'current' } : { type: 'updated', versions: versionsOf(next) }
  }

  async #adopt(trusted: TrustedMetadata): Promise<void> {
    // The floor last: a floor above the stored files would keep them from being loaded.
    await this.#store.save(trusted)
    await this.#floor.write(trusted.floor)
    this.#trusted = trusted
  }
}
