import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '#adapters/file/durable-file.ts'
import type { MetadataSource } from '#adapters/metadata/metadata-source.ts'
import { newerRoots, updateBelowRoot } from '#adapters/metadata/update-metadata.ts'
import { payloadAddress } from '#core/address.ts'
import { type Digest, sha256 } from '#core/digest.ts'
import { messageOf, UserError } from '#core/errors.ts'
import { metadataBytesMax } from '#core/metadata/read-metadata.ts'
import { rootFile, timestampFile } from '#core/metadata/repository-files.ts'
import { type MycelTarget, targetsOf } from '#core/metadata/target.ts'
import { trustRoot } from '#core/metadata/trusted-metadata.ts'
import { RepositoryIndex } from '#node/web/repository-index.ts'

/** A repository in a folder, on a disk or a stick. Nothing in it is trusted before it is verified. */
export class RepositoryFolder {
  readonly #directory: string
  readonly #index: RepositoryIndex
  /** What the signed metadata names. */
  readonly targets: readonly MycelTarget[]

  private constructor(directory: string, index: RepositoryIndex, targets: readonly MycelTarget[]) {
    this.#directory = directory
    this.#index = index
    this.targets = targets
  }

  /**
   * Verifies the metadata of a repository, from a root.json that is trusted. Throws {@link UserError} where the folder has
   * none, and {@link MetadataRefused}. An older state of the same repository is only noticed once it has expired.
   */
  static async open(directory: string, root: Uint8Array, now: Date): Promise<RepositoryFolder> {
    const source = metadataIn(directory)
    let trusted = trustRoot(root)
    for await (const newer of newerRoots(trusted, source)) trusted = newer
    trusted = await updateBelowRoot(trusted, source, now)
    return new RepositoryFolder(directory, new RepositoryIndex({ trusted }), targetsOf(trusted))
  }

  /** The file with this digest and length. Throws {@link UserError} where the folder does not have it. */
  get(digest: Digest, bytes: number): Promise<Uint8Array> {
    return readVerified(this.#directory, this.#index.path(payloadAddress(digest)), { digest, bytes })
  }
}

function metadataIn(directory: string): MetadataSource {
  return {
    root: (version) => readAtMost(join(directory, rootFile(version)), metadataBytesMax.root),
    async timestamp() {
      const content = await readAtMost(join(directory, timestampFile), metadataBytesMax.timestamp)
      if (content !== undefined) return content
      throw new UserError(
        `${directory} is not a mycel repository (it has no ${timestampFile}): name the folder that 'mycel release build' wrote`,
      )
    },
    blob: (digest, bytes, path) => readVerified(directory, path, { digest, bytes }),
  }
}

async function readVerified(
  directory: string,
  file: string,
  { digest, bytes }: { readonly digest: Digest; readonly bytes: number },
): Promise<Uint8Array> {
  const path = join(directory, file)
  const content = await readAtMost(path, bytes)
  if (content !== undefined && content.byteLength === bytes && sha256(content) === digest) return content
  const problem = content === undefined ? 'is missing' : 'is damaged'
  throw new UserError(`${path} ${problem}: copy the repository again`)
}

/** The content of a file, undefined where there is none. Throws {@link UserError} where it is longer or cannot be read. */
async function readAtMost(path: string, bytesMax: number): Promise<Uint8Array | undefined> {
  try {
    await using file = await open(path, 'r')
    const { size } = await file.stat()
    if (size > bytesMax) throw new UserError(`it has ${size} bytes instead of ${bytesMax} at most`)
    return await file.readFile()
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return undefined
    throw new UserError(
      `${path} cannot be read (${messageOf(cause)}): check the folder, or copy the repository again`,
      {
        cause,
      },
    )
  }
}
