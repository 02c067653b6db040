import { join } from 'node:path'
import { TargetFile } from '@tufjs/models'
import { sha256 } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import { findRelease, targetsOf } from '#core/metadata/target.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import type { Rollout } from '#core/rollout/rollout.ts'
import { rolloutCustom, rolloutPath, rolloutsRole } from '#core/rollout/rollout-target.ts'

/** The entry of a rollout in signed metadata. All of it stands there: the file is for tools that know TUF only. */
export function rolloutTarget(rollout: Rollout): TargetFile {
  const bytes = rolloutBytes(rollout)
  const custom = rolloutCustom(rollout)
  const unrecognizedFields = { custom } as ConstructorParameters<typeof TargetFile>[0]['unrecognizedFields'] & object
  return new TargetFile({
    path: rolloutPath(rollout),
    length: bytes.byteLength,
    hashes: { sha256: sha256(bytes) },
    unrecognizedFields,
  })
}

/** Where the target file of a rollout is (TUF 6.2). */
export function rolloutFilePath(directory: string, rollout: Rollout): string {
  const { product, id } = rollout
  return join(directory, 'targets', 'rollouts', product, `${sha256(rolloutBytes(rollout))}.${id}`)
}

/** The bytes of the target file of a rollout: what is signed, as JSON. */
export function rolloutBytes(rollout: Rollout): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(rollout))
}

/** Throws {@link UserError} unless the release keys signed the release of a rollout, and named the key of rollouts. */
export function requireReleased(
  trusted: TrustedMetadata,
  { product, version }: Pick<Rollout, 'product' | 'version'>,
): void {
  if (findRelease(targetsOf(trusted), product, version) === undefined) {
    throw new UserError(`${product} ${version} is not published: build it first, 'mycel release list' shows what is`)
  }
  if (trusted.targets?.metadata.signed.delegations?.roles?.[rolloutsRole] === undefined) {
    throw new UserError(
      'the releases of this repository name no key for rollouts: build a release with a folder of keys that holds rollouts.key',
    )
  }
}
