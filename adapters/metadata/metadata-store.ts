import type { KeyValueStore } from '#core/key-value-store.ts'
import { MetadataRefused } from '#core/metadata/metadata-refused.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { trustRoot } from '#core/metadata/trusted-metadata.ts'
import type { Versions } from '#core/metadata/versions.ts'
import { missingFile, takeMissing } from '#core/metadata/workflow/missing-file.ts'
import { rootVersionMax, updateRoot } from '#core/metadata/workflow/update-root.ts'
import { updateTimestamp } from '#core/metadata/workflow/update-timestamp.ts'

/**
 * Trusted metadata files in a key-value store, as the bytes that were signed. They are verified again
 * whenever they are loaded: a damaged one is as good as none.
 */
export class MetadataStore {
  readonly #store: KeyValueStore

  constructor(store: KeyValueStore) {
    this.#store = store
  }

  /**
   * Loads what is still genuine, from the provisioned root down; expired files too, since they count
   * against rollback. Throws {@link MetadataRefused} when the provisioned root itself is not whole.
   */
  async load(provisionedRoot: Uint8Array, floor: Versions | undefined): Promise<TrustedMetadata> {
    let trusted = trustRoot(provisionedRoot, floor)
    while (trusted.root.version < rootVersionMax) {
      const next = takeOver(trusted, updateRoot, await this.root(trusted.root.version + 1))
      if (next === trusted) break
      trusted = next
    }
    trusted = takeOver(trusted, updateTimestamp, await this.#store.get(keys.timestamp))
    for (let named = missingFile(trusted); named !== undefined; named = missingFile(trusted)) {
      const missing = named
      const next = takeOver(
        trusted,
        (before, content) => takeMissing(before, missing, content),
        await this.#store.get(keys[missing.role]),
      )
      if (next === trusted) break
      trusted = next
    }
    return trusted
  }

  /** The root of a version, as it was saved. */
  root(version: number): Promise<Uint8Array | undefined> {
    return this.#store.get(rootKey(version))
  }

  /** Keeps what is trusted and forgets what no longer is, in one commit. Roots of earlier versions stay. */
  async save({ root, timestamp, snapshot, targets, rollouts }: TrustedMetadata): Promise<void> {
    await this.#store.commit([
      { key: rootKey(root.version), value: root.content },
      { key: keys.timestamp, value: timestamp?.content },
      { key: keys.snapshot, value: snapshot?.content },
      { key: keys.targets, value: targets?.content },
      { key: keys.rollouts, value: rollouts?.content },
    ])
  }
}

const keys = {
  timestamp: 'metadata/timestamp',
  snapshot: 'metadata/snapshot',
  targets: 'metadata/targets',
  rollouts: 'metadata/rollouts',
} as const

function rootKey(version: number): string {
  return `metadata/root/${version}`
}

/** `trusted` with one stored file more, or `trusted` itself where the file is missing, damaged or too old. */
function takeOver(
  trusted: TrustedMetadata,
  update: (trusted: TrustedMetadata, content: Uint8Array) => TrustedMetadata,
  content: Uint8Array | undefined,
): TrustedMetadata {
  if (content === undefined) return trusted
  try {
    return update(trusted, content)
  } catch (error) {
    if (error instanceof MetadataRefused) return trusted
    throw error
  }
}
