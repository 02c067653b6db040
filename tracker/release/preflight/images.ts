import { ExpectedError, messageOf } from '#core/errors.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { findingsBetween } from '#tracker/release/analyze/analyze-images.ts'
import { newestBefore, readRelease } from '#tracker/release/build-bases.ts'
import { readImage } from '#tracker/release/image/rebuild-image.ts'
import { type ChecklistLine, open, passed } from './checklist.ts'
import type { PreflightInput, ReleaseToCheck } from './preflight-input.ts'

/** What makes the delta from the release before larger than the change is; no reason to hold a release back. */
export async function* imageLines(input: PreflightInput, checked: ReleaseToCheck): AsyncGenerator<ChecklistLine> {
  const { repository, product, version, isAnalyzed, onProgress } = input
  const { targets, release } = checked
  if (!isAnalyzed) {
    yield open('images', 'not looked at, as asked', "'mycel release analyze OLD NEW' tells what makes a delta large")
    return
  }
  const before = newestBefore(targets, product, version)
  const base = before === undefined ? undefined : await readRelease(repository, targets, product, before)
  for (const { name, manifest } of release.components) {
    const item = `image ${name}`
    const old = base?.components.find((component) => component.name === name)?.manifest
    if (old === undefined) yield passed(item, 'is the first of its kind: nothing to compare it with')
    else if (old.imageDigest === manifest.imageDigest) yield passed(item, `is that of ${before}`)
    else yield await imageLine({ item, repository, onProgress }, { old, image: manifest })
  }
}

async function imageLine(
  { item, repository, onProgress }: { readonly item: string } & Pick<PreflightInput, 'repository' | 'onProgress'>,
  manifests: { readonly old: Manifest; readonly image: Manifest },
): Promise<ChecklistLine> {
  try {
    const old = await readImage(repository, manifests.old)
    const findings = await findingsBetween({ old, image: await readImage(repository, manifests.image) }, onProgress)
    if (findings.length === 0) return passed(item, 'nothing in it makes its delta larger than the change')
    const found = findings.map(({ what, cost }) => `${what} ${cost}`).join(' ')
    return open(item, found, findings.flatMap(({ advice }) => advice.slice(0, 1)).join(' '))
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error
    return open(item, `cannot be looked at: ${messageOf(error)}`, '')
  }
}
