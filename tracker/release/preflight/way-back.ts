import { ExpectedError, messageOf } from '#core/errors.ts'
import { newestBefore, readRelease } from '#tracker/release/build-bases.ts'
import { readImage } from '#tracker/release/image/rebuild-image.ts'
import { type ChecklistLine, failed, open, passed } from './checklist.ts'
import type { PreflightInput, ReleaseToCheck } from './preflight-input.ts'

/**
 * Whether devices can go back: the release before has the same security epoch, and can be made whole from what is
 * published. A device that was taken back boots its other slot and fetches nothing; a new or mended one needs the bytes.
 */
export async function* wayBackLines(input: PreflightInput, checked: ReleaseToCheck): AsyncGenerator<ChecklistLine> {
  const { repository, product, version, isOneWay } = input
  const { targets, release } = checked
  const before = newestBefore(targets, product, version)
  if (before === undefined) {
    const found = `${version} is the first release of ${product}: there is none to go back to`
    yield open('rollback target', found, 'keep the image that the devices were made with')
    return
  }
  const target = await readRelease(repository, targets, product, before)
  const [old, now] = [target?.securityEpoch ?? 0, release.securityEpoch]
  const downgrade = `downgrade to ${before}`
  if (old === now) yield passed(downgrade, `both have security epoch ${now}: devices may go back`)
  else if (isOneWay) yield open(downgrade, `the security epoch rises from ${old} to ${now}: no way back, as asked`, '')
  else {
    const found = `the security epoch rises from ${old} to ${now}: who has confirmed ${version} never goes back`
    yield failed(downgrade, found, 'keep the epoch, or say --one-way where a hole must stay closed')
  }
  try {
    for (const { manifest } of target?.components ?? []) await readImage(repository, manifest)
    yield passed('rollback target', `${before} is published, and its payloads make its images as signed`)
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error
    yield failed('rollback target', messageOf(error), 'restore the repository from a backup')
  }
}
