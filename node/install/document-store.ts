import { payloadAddress } from '#core/address.ts'
import type { Digest } from '#core/digest.ts'
import type { KeyValueStore } from '#core/key-value-store.ts'
import type { BlobSource } from './blob-source.ts'

const prefix = 'document/'

/**
 * Documents of the repository (releases, deltas, pages) by digest: fetched once through the exchange,
 * kept until {@link DocumentStore.dropUnasked}, so that a restart fetches none of them again.
 */
export class DocumentStore {
  readonly #store: KeyValueStore
  readonly #source: BlobSource
  /** What was asked for, with its length. */
  readonly #asked = new Map<Digest, number>()

  constructor(store: KeyValueStore, source: BlobSource) {
    this.#store = store
    this.#source = source
  }

  /** The document with this digest and length. Rejects when nobody has it within the source's time limit. */
  async get(digest: Digest, bytes: number): Promise<Uint8Array> {
    this.#asked.set(digest, bytes)
    const kept = await this.#store.get(prefix + digest)
    if (kept !== undefined && kept.byteLength === bytes) return kept
    const document = await this.#source.blob(payloadAddress(digest), bytes)
    await this.#store.commit([{ key: prefix + digest, value: document }])
    return document
  }

  /** The bytes of all documents that were asked for since {@link DocumentStore.dropUnasked}. */
  get askedBytes(): number {
    return [...this.#asked.values()].reduce((sum, bytes) => sum + bytes, 0)
  }

  /** The document with this digest if it is kept here, to serve it to a neighbour. */
  kept(digest: Digest): Promise<Uint8Array | undefined> {
    return this.#store.get(prefix + digest)
  }

  /** Digests of all documents that are kept. */
  async digests(): Promise<readonly Digest[]> {
    const keys = await this.#store.keys(prefix)
    return keys.map((key) => key.slice(prefix.length) as Digest)
  }

  /** Drops every document that was not asked for since this was called last: those of earlier releases. */
  async dropUnasked(): Promise<void> {
    const dropped = (await this.digests()).filter((digest) => !this.#asked.has(digest))
    this.#asked.clear()
    await this.#store.commit(dropped.map((digest) => ({ key: prefix + digest, value: undefined })))
  }
}
