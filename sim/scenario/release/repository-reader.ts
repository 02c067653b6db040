import { join } from 'node:path'
import { type Digest, sha256 } from '#core/digest.ts'
import { ExpectedError, UserError } from '#core/errors.ts'
import { blobFile, metadataFile, rootFile, targetFile, timestampFile } from '#core/metadata/repository-files.ts'
import { type MycelTarget, targetsOf } from '#core/metadata/target.ts'
import { type TrustedMetadata, trustRoot } from '#core/metadata/trusted-metadata.ts'
import { missingFile, takeMissing } from '#core/metadata/workflow/missing-file.ts'
import { rootVersionMax, updateRoot } from '#core/metadata/workflow/update-root.ts'
import { updateTimestamp } from '#core/metadata/workflow/update-timestamp.ts'

/** Reads a file by its path; undefined where there is none. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>

/**
 * The files of a static repository, verified as a device verifies them, except that nothing expires here and its first
 * root is taken at its word. Every method throws an {@link ExpectedError} on a missing, torn or forged file.
 */
export class RepositoryReader {
  readonly #directory: string
  readonly #read: ReadFile

  constructor(directory: string, read: ReadFile) {
    this.#directory = directory
    this.#read = read
  }

  /** What is published, in the order of the file. */
  async targets(): Promise<readonly MycelTarget[]> {
    let trusted = await this.#roots()
    trusted = updateTimestamp(trusted, await this.#require(timestampFile))
    for (let named = missingFile(trusted); named !== undefined; named = missingFile(trusted)) {
      trusted = takeMissing(trusted, named, await this.#require(metadataFile(named.role, named.version)))
    }
    return targetsOf(trusted)
  }

  /** The bytes of a target. */
  target(target: MycelTarget): Promise<Uint8Array> {
    return this.#genuine(targetFile(target), target.digest)
  }

  /** The bytes of a page. */
  blob(digest: Digest): Promise<Uint8Array> {
    return this.#genuine(blobFile(digest), digest)
  }

  async #roots(): Promise<TrustedMetadata> {
    const first = await this.#find(rootFile(1))
    if (first === undefined) {
      throw new UserError(
        `${this.#directory} is not a mycel repository (it has no ${rootFile(1)}): name one that 'mycel release build' wrote`,
      )
    }
    let trusted = trustRoot(first)
    while (trusted.root.version < rootVersionMax) {
      const next = await this.#find(rootFile(trusted.root.version + 1))
      if (next === undefined) break
      trusted = updateRoot(trusted, next)
    }
    return trusted
  }

  async #genuine(path: string, digest: Digest): Promise<Uint8Array> {
    const bytes = await this.#require(path)
    if (sha256(bytes) !== digest) throw new ExpectedError(`${path} does not have the digest that it is named by`)
    return bytes
  }

  async #require(path: string): Promise<Uint8Array> {
    const bytes = await this.#find(path)
    if (bytes === undefined) throw new ExpectedError(`${path} is missing`)
    return bytes
  }

  #find(path: string): Promise<Uint8Array | undefined> {
    return this.#read(join(this.#directory, path))
  }
}
