import { resolve } from 'node:path'
import { TargetFile } from '@tufjs/models'
import { replaceFile } from '#adapters/file/durable-file.ts'
import { check } from '#core/check.ts'
import type { Digest } from '#core/digest.ts'
import { sha256 } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import { blobBytesMax } from '#core/format/bounds.ts'
import { requireFresh } from '#core/metadata/read-metadata.ts'
import type { MycelTarget } from '#core/metadata/target.ts'
import { targetsOf } from '#core/metadata/target.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { trustRoot, versionsOf } from '#core/metadata/trusted-metadata.ts'
import type { Rollout } from '#core/rollout/rollout.ts'
import { rolloutPath, rolloutsOf } from '#core/rollout/rollout-target.ts'
import type { RenewalSigners, RolloutSigners, Signers } from '#tracker/release/publication.ts'
import { publicationOf, renewalOf, rolloutsPublicationOf } from '#tracker/release/publication.ts'
import {
  blobPath,
  lockPath,
  metadataPath,
  rootPath,
  targetPath,
  timestampPath,
} from '#tracker/release/repository-layout.ts'
import { withLock } from '#tracker/release/repository-lock.ts'
import { readIfThere, readPublished, requireBlobs, stampOf } from '#tracker/release/repository-published.ts'
import { requireReleased, rolloutBytes, rolloutFilePath, rolloutTarget } from '#tracker/release/rollout-file.ts'

/** A file that is published under a path `PRODUCT/VERSION/NAME`, with the signed facts about it. */
export interface NewTarget {
  readonly path: string
  /** 1 to {@link blobBytesMax} bytes. */
  readonly bytes: Uint8Array
  /** For mycel's own, `{ mycel: … }` as `targetsOf` reads it. */
  readonly custom: Readonly<Record<string, unknown>>
}

/** What is published, with the keys to sign it. */
export interface Publication {
  readonly targets: readonly NewTarget[]
  /** Blobs that these targets need. They are looked for once more before anything is signed: a prune may have come between. */
  readonly blobs?: readonly Digest[]
  readonly signers: Signers
  readonly now: Date
}

/** The keys that sign a rollout, and when. */
export interface RolloutPublication {
  readonly signers: RolloutSigners
  readonly now: Date
}

/**
 * A directory of signed releases: static files that any web server can serve too. Every file but
 * `metadata/timestamp.json` is written once, and that one is replaced as a whole, so that a reader sees
 * what was published before or after, and never a mixture.
 */
export class Repository {
  /** Absolute. */
  readonly directory: string
  #published: Published | undefined

  private constructor(directory: string) {
    this.directory = resolve(directory)
  }

  /** Opens a repository. Throws {@link UserError} where the directory is none. */
  static async open(directory: string): Promise<Repository> {
    const repository = new Repository(directory)
    if ((await readIfThere(rootPath(repository.directory, 1))) === undefined) {
      throw new UserError(
        `${directory} is not a mycel repository (it has no metadata/1.root.json): name another directory, or build a release into it by 'mycel release build'`,
      )
    }
    return repository
  }

  /** Opens a repository whose first root is `root`, or begins it. Throws {@link UserError} where it has another root. */
  static async openOrCreate(directory: string, root: Uint8Array): Promise<Repository> {
    const { version } = trustRoot(root).root
    if (version !== 1) {
      throw new UserError(`a repository begins with version 1 of root.json, and this is version ${version}`)
    }
    const repository = new Repository(directory)
    const first = rootPath(repository.directory, 1)
    await keep(first, root)
    if (!Buffer.from(root).equals((await readIfThere(first)) ?? new Uint8Array())) {
      throw new UserError(
        `the repository ${directory} begins with another root.json: use the keys that it was made with, or another directory`,
      )
    }
    return repository
  }

  /**
   * What is published now, verified from the first root down; without targets where nothing is yet.
   * An expired timestamp or snapshot is accepted here, since the next publication or renewal replaces it;
   * an expired root is not ({@link MetadataRefused}). Throws {@link UserError} on a forged or torn file.
   */
  async metadata(now: Date): Promise<TrustedMetadata> {
    const { trusted } = await this.#read()
    requireFresh(trusted.root, now)
    return trusted
  }

  /** What {@link metadata} gives, also where the root has expired: for who looks, not for who publishes. */
  async published(): Promise<TrustedMetadata> {
    return (await this.#read()).trusted
  }

  /** The versions that devices are told of; 0 for a timestamp where nothing is published. */
  async head(): Promise<{ readonly rootVersion: number; readonly timestampVersion: number }> {
    const { root, timestamp } = versionsOf((await this.#read()).trusted)
    return { rootVersion: root, timestampVersion: timestamp }
  }

  /** A file that devices ask for by name. `version` counts for root only. */
  async metadataFile(role: 'root' | 'timestamp', version: number): Promise<Uint8Array | undefined> {
    if (role === 'timestamp') return (await this.#read()).trusted.timestamp?.content
    return Number.isSafeInteger(version) ? await readIfThere(rootPath(this.directory, version)) : undefined
  }

  /** Keeps bytes under their digest; durable when it resolves. */
  async putBlob(bytes: Uint8Array): Promise<Digest> {
    const digest = sha256(bytes)
    await keep(blobPath(this.directory, digest), bytes)
    return digest
  }

  /** The bytes that {@link putBlob} kept. Throws {@link UserError} where they are damaged. */
  async readBlob(digest: Digest): Promise<Uint8Array | undefined> {
    const path = blobPath(this.directory, digest)
    const bytes = await readIfThere(path)
    return bytes && requireGenuine(path, bytes, digest)
  }

  /** The bytes of a published target. Throws {@link UserError} where they are damaged or gone. */
  async readTarget(target: MycelTarget): Promise<Uint8Array> {
    const path = targetPath(this.directory, target)
    const bytes = await readIfThere(path)
    if (bytes === undefined) throw new UserError(`${path} is missing: restore it from a backup of the repository`)
    return requireGenuine(path, bytes, target.digest)
  }

  /** The absolute path of the blob, target or numbered metadata with this digest. Throws as {@link metadata} does. */
  async locate(digest: Digest): Promise<string | undefined> {
    const blob = blobPath(this.directory, digest)
    if ((await stampOf(blob)) !== '') return blob
    return (await this.#read()).located.get(digest)
  }

  /**
   * Publishes targets besides those that are there; durable when it resolves. Those that are there with
   * the same bytes are left as they are; without any other, only an expired list is signed again.
   * Throws {@link UserError} where one has other bytes, where a blob is not there, where a key is not one of the
   * root's, and where another publisher is at work.
   */
  async publish({ targets, blobs = [], signers, now }: Publication): Promise<void> {
    await withLock(lockPath(this.directory), async () => {
      const trusted = await this.metadata(now)
      const additions = new Map(targets.map((target) => [target, additionTo(trusted, target)]))
      const files = [...additions.values()].filter((file) => file !== undefined)
      if (files.length === 0 && trusted.targets?.metadata.signed.isExpired(now) === false) return
      await requireBlobs(this.directory, blobs)
      const next = publicationOf(trusted, { added: files, withdrawn: [] }, { signers, now })
      for (const [{ path, bytes }, file] of additions) {
        if (file !== undefined) await keep(targetPath(this.directory, { path, digest: sha256(bytes) }), bytes)
      }
      await this.#replace(next)
    })
  }

  /**
   * Signs a list without the targets whose paths `choose` gives, from what is published once no other publisher is at
   * work; nothing where it gives none. Their files stay. Durable when it resolves. Throws as {@link publish} does.
   */
  async withdraw(
    choose: (trusted: TrustedMetadata) => Promise<readonly string[]>,
    { signers, now }: Pick<Publication, 'signers' | 'now'>,
  ): Promise<void> {
    await withLock(lockPath(this.directory), async () => {
      const trusted = await this.metadata(now)
      const withdrawn = await choose(trusted)
      if (withdrawn.length > 0) await this.#replace(publicationOf(trusted, { added: [], withdrawn }, { signers, now }))
    })
  }

  /** Signs a new snapshot and timestamp over the same targets; nothing where none are published. Throws as {@link publish} does. */
  async renew(signers: RenewalSigners, now: Date): Promise<void> {
    await withLock(lockPath(this.directory), async () => {
      const trusted = await this.metadata(now)
      if (trusted.targets !== undefined) await this.#replace(renewalOf(trusted, { signers, now }))
    })
  }

  /**
   * Publishes a rollout in the place of its earlier revision; durable when it resolves. One that is published with
   * this revision or a later one is left as it is. Throws {@link UserError} where its release is not published, and
   * as {@link publish} does.
   */
  async publishRollout(rollout: Rollout, { signers, now }: RolloutPublication): Promise<void> {
    await withLock(lockPath(this.directory), async () => {
      const trusted = await this.metadata(now)
      requireReleased(trusted, rollout)
      const path = rolloutPath(rollout)
      const others = rolloutsOf(trusted).filter((earlier) => rolloutPath(earlier) !== path)
      const earlier = rolloutsOf(trusted).find((published) => rolloutPath(published) === path)
      if (earlier !== undefined && earlier.revision >= rollout.revision) return
      const files = [...others, rollout].map(rolloutTarget)
      await keep(rolloutFilePath(this.directory, rollout), rolloutBytes(rollout))
      await this.#replace(rolloutsPublicationOf(trusted, files, { signers, now }))
    })
  }

  async #replace({ timestamp, snapshot, targets, rollouts }: TrustedMetadata): Promise<void> {
    check(timestamp !== undefined && snapshot !== undefined && targets !== undefined, 'a publication has every file')
    // A cut before the last step leaves the numbered files unnamed; the next publication overwrites them.
    await replaceFile(metadataPath(this.directory, 'targets', targets.version), targets.content)
    if (rollouts !== undefined) {
      await replaceFile(metadataPath(this.directory, 'rollouts', rollouts.version), rollouts.content)
    }
    await replaceFile(metadataPath(this.directory, 'snapshot', snapshot.version), snapshot.content)
    await replaceFile(timestampPath(this.directory), timestamp.content)
  }

  async #read(): Promise<Published> {
    const stamp = await stampOf(timestampPath(this.directory))
    if (this.#published?.stamp === stamp && !(await this.#hasNewRoot(this.#published))) return this.#published
    const trusted = await readPublished(this.directory)
    const named = locations(this.directory, trusted)
    this.#published = { stamp, trusted, named, located: new Map([...(this.#published?.named ?? []), ...named]) }
    return this.#published
  }

  async #hasNewRoot({ trusted }: Published): Promise<boolean> {
    return (await stampOf(rootPath(this.directory, trusted.root.version + 1))) !== ''
  }
}

/** What was read, and where its files are; `stamp` is that of the timestamp.json that names it. */
interface Published {
  readonly stamp: string
  readonly trusted: TrustedMetadata
  readonly named: ReadonlyMap<Digest, string>
  /** What is named now, or was just before: a device may be in the middle of reading that. */
  readonly located: ReadonlyMap<Digest, string>
}

function locations(directory: string, trusted: TrustedMetadata): ReadonlyMap<Digest, string> {
  const located = new Map<Digest, string>()
  for (const target of targetsOf(trusted)) located.set(target.digest, targetPath(directory, target))
  const { snapshot, targets, rollouts } = trusted
  if (snapshot !== undefined) located.set(snapshot.digest, metadataPath(directory, 'snapshot', snapshot.version))
  if (targets !== undefined) located.set(targets.digest, metadataPath(directory, 'targets', targets.version))
  if (rollouts !== undefined) located.set(rollouts.digest, metadataPath(directory, 'rollouts', rollouts.version))
  return located
}

function additionTo(trusted: TrustedMetadata, { path, bytes, custom }: NewTarget): TargetFile | undefined {
  if (bytes.byteLength < 1 || bytes.byteLength > blobBytesMax) {
    throw new UserError(`${path} is ${bytes.byteLength} bytes long: a target has 1 to ${blobBytesMax} bytes`)
  }
  const digest = sha256(bytes)
  const published = trusted.targets?.metadata.signed.targets[path]
  if (published === undefined) {
    const unrecognizedFields = { custom } as ConstructorParameters<typeof TargetFile>[0]['unrecognizedFields'] & object
    return new TargetFile({ path, length: bytes.byteLength, hashes: { sha256: digest }, unrecognizedFields })
  }
  if (published.hashes['sha256'] === digest) return undefined
  throw new UserError(
    `${path} is published with other bytes, and what is published never changes: choose a new version`,
  )
}

/** Writes a file that never changes, unless it is there. A rename put it there, so it is whole. */
async function keep(path: string, bytes: Uint8Array): Promise<void> {
  if ((await stampOf(path)) === '') await replaceFile(path, bytes)
}

function requireGenuine(path: string, bytes: Uint8Array, digest: Digest): Uint8Array {
  if (sha256(bytes) === digest) return bytes
  throw new UserError(`${path} is damaged: delete it, then restore it from a backup or build its release again`)
}
