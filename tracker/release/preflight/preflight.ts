import { UserError } from '#core/errors.ts'
import { findRelease, targetsOf } from '#core/metadata/target.ts'
import { readRelease, versionsOf } from '#tracker/release/build-bases.ts'
import type { Checklist, ChecklistLine } from './checklist.ts'
import { imageLines } from './images.ts'
import { monitoringLines } from './monitoring.ts'
import type { PreflightInput, ReleaseToCheck } from './preflight-input.ts'
import { signatureLines } from './signatures.ts'
import { stakeholdersLine } from './stakeholders.ts'
import { upgradeLines } from './upgrade.ts'
import { wayBackLines } from './way-back.ts'

/**
 * Answers the checklist before a release, line by line as they are found. Throws {@link UserError} where the release
 * is not there; everything else that is wrong is a line.
 */
export async function preflight(
  input: PreflightInput,
  onLine: (line: ChecklistLine) => void = () => undefined,
): Promise<Checklist> {
  const { product, version } = input
  const lines: ChecklistLine[] = []
  for await (const line of linesOf(input, await findChecked(input))) {
    lines.push(line)
    onLine(line)
  }
  return { product, version, isReady: lines.every(({ verdict }) => verdict !== 'fail'), lines }
}

async function* linesOf(input: PreflightInput, checked: ReleaseToCheck): AsyncGenerator<ChecklistLine> {
  yield* upgradeLines(input, checked)
  yield* wayBackLines(input, checked)
  yield* imageLines(input, checked)
  yield* signatureLines(input, checked)
  yield* monitoringLines(input)
  yield await stakeholdersLine(input)
}

async function findChecked({ repository, product, version }: PreflightInput): Promise<ReleaseToCheck> {
  const trusted = await repository.published()
  const targets = targetsOf(trusted)
  const terms = findRelease(targets, product, version)
  const release = await readRelease(repository, targets, product, version)
  if (terms !== undefined && release !== undefined) return { trusted, targets, release, terms }
  const versions = versionsOf(targets, product)
  const advice = versions.length === 0 ? 'it has no release of this product' : `choose from ${versions.join(', ')}`
  throw new UserError(`${repository.directory} has no release ${product} ${version}: ${advice}`)
}
