import type { MetadataClient } from '#adapters/metadata/metadata-client.ts'
import { type Address, digestOf } from '#core/address.ts'
import type { Digest } from '#core/digest.ts'
import { blobFile, targetFile } from '#core/metadata/repository-files.ts'
import { targetsOf } from '#core/metadata/target.ts'

/** Metadata files whose names are remembered: those of a refresh or two. */
const namesMax = 16

/** Where on a web server the files are that nodes ask each other for by digest alone. */
export class RepositoryIndex {
  readonly #metadata: Pick<MetadataClient, 'trusted'>
  /** The oldest first. */
  readonly #names = new Map<Digest, string>()
  #targets: ReadonlyMap<Digest, string> = new Map()
  /** The file of targets that these were read from. */
  #readFrom: unknown

  constructor(metadata: Pick<MetadataClient, 'trusted'>) {
    this.#metadata = metadata
  }

  /** A metadata file with this digest is at `path`. */
  name(digest: Digest, path: string): void {
    this.#names.set(digest, path)
    const [oldest] = this.#names.keys()
    if (this.#names.size > namesMax && oldest !== undefined) this.#names.delete(oldest)
  }

  /** The path of the bytes at an address, relative to the root of a repository. */
  path(address: Address): string {
    const digest = digestOf(address)
    return this.#names.get(digest) ?? this.#trustedTargets().get(digest) ?? blobFile(digest)
  }

  #trustedTargets(): ReadonlyMap<Digest, string> {
    const { trusted } = this.#metadata
    if (trusted.targets === this.#readFrom) return this.#targets
    this.#readFrom = trusted.targets
    this.#targets = new Map(targetsOf(trusted).map((target) => [target.digest, targetFile(target)]))
    return this.#targets
  }
}
