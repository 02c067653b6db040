import type { TargetFile } from '@tufjs/models'
import { parseDigest } from '#core/digest.ts'
import { requireForm } from '#core/format/bounds.ts'
import { parseName } from '#core/format/name.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { type RolloutFields, readRollout } from '#core/rollout/read-rollout.ts'
import type { Rollout } from '#core/rollout/rollout.ts'

/** The role that `targets` delegates to. */
export const rolloutsRole = 'rollouts'

/** The paths that its key may sign. */
export const rolloutPathPattern = 'rollouts/*/*'

/** The most rollouts of a repository: those of many years. */
export const rolloutsMax = 512

/** The longest path: `rollouts`, two names, two slashes. */
const pathLengthMax = 136

/** The path of the target that holds a rollout. */
export function rolloutPath({ product, id }: Pick<Rollout, 'product' | 'id'>): string {
  return `rollouts/${parseName('product', product)}/${parseName('rollout', id)}`
}

/** The rollouts of verified metadata, in the order of the file. Throws {@link FormatError} on a malformed one. */
export function rolloutsOf({ rollouts }: TrustedMetadata): readonly Rollout[] {
  const files = Object.values(rollouts?.metadata.signed.targets ?? {})
  requireForm(
    'rollouts.json',
    files.length <= rolloutsMax,
    `holds ${files.length} rollouts, at most ${rolloutsMax} are allowed`,
  )
  return files.map(readTarget).filter((rollout) => rollout !== undefined)
}

/** The signed `custom` of the target that holds a rollout. */
export function rolloutCustom(rollout: Rollout): Readonly<Record<string, unknown>> {
  return { mycel: { type: 'rollout', ...rollout } }
}

function readTarget(file: TargetFile): Rollout | undefined {
  const fields = file.custom['mycel'] as RolloutFields | undefined
  if (typeof fields !== 'object' || fields === null || fields['type'] !== 'rollout') return undefined
  // A stranger may have made the path as long as the file may be.
  const subject = `target ${file.path.slice(0, pathLengthMax)}`
  parseDigest(String(file.hashes['sha256']))
  const rollout = readRollout(subject, fields)
  requireForm(subject, file.path === rolloutPath(rollout), 'is signed for another rollout than its path names')
  return rollout
}
