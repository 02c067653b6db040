import { bytesText } from '#adapters/terminal/quantity.ts'
import { ExpectedError, messageOf } from '#core/errors.ts'
import { compareVersions, isInRange } from '#core/format/name.ts'
import type { Release } from '#core/format/release.ts'
import { findRelease } from '#core/metadata/target.ts'
import { earlierThan } from '#tracker/release/bases/candidates.ts'
import { readRelease, versionsOf } from '#tracker/release/build-bases.ts'
import { readImage } from '#tracker/release/image/rebuild-image.ts'
import { type ChecklistLine, failed, open, passed } from './checklist.ts'
import type { PreflightInput, ReleaseToCheck } from './preflight-input.ts'
import { type Rebuilt, rebuildComponent } from './rebuild-component.ts'

/** The most versions that a release is tried from, the most run first: each takes seconds for a large image. */
const basesMax = 32

/** A version that devices run. */
interface Base {
  readonly version: string
  /** How many do; undefined where nobody counted. */
  readonly devices: number | undefined
}

/** Whether devices of every version come to the release, and make exactly its images. */
export async function* upgradeLines(input: PreflightInput, checked: ReleaseToCheck): AsyncGenerator<ChecklistLine> {
  yield await fullDownloadLine(input, checked)
  const bases = basesOf(input, checked)
  for (const base of bases.slice(0, basesMax)) yield await upgradeLine(input, checked, base)
  const untried = bases.slice(basesMax)
  if (untried.length > 0) {
    const names = untried.map(({ version }) => version).join(', ')
    yield open(
      'upgrade from others',
      `${untried.length} versions were not tried: ${names}`,
      'they take what they have a delta for, or the full download',
    )
  }
}

/** What devices without any usable base take, and what those with a damaged one fall back to. */
async function fullDownloadLine({ repository }: PreflightInput, { release }: ReleaseToCheck): Promise<ChecklistLine> {
  const item = 'full download'
  const names = release.components.map(({ name }) => name).join(', ')
  try {
    for (const { manifest } of release.components) await readImage(repository, manifest)
    return passed(item, `the full payloads make ${names} as signed`)
  } catch (error) {
    if (error instanceof ExpectedError) return failed(item, messageOf(error), 'build the release again')
    throw error
  }
}

/** Those that the fleet reports, the most run first; else every earlier release, newest first. */
function basesOf({ fleet, version, product }: PreflightInput, { targets }: ReleaseToCheck): readonly Base[] {
  if (fleet === undefined) {
    const earlier = earlierThan(versionsOf(targets, product), version).toReversed()
    return earlier.map((base) => ({ version: base, devices: undefined }))
  }
  return [...fleet]
    .map(([base, devices]) => ({ version: base, devices }))
    .filter((base) => base.devices > 0 && base.version !== version)
    .sort((a, b) => b.devices - a.devices)
}

async function upgradeLine(input: PreflightInput, checked: ReleaseToCheck, base: Base): Promise<ChecklistLine> {
  const { repository, product, version } = input
  const { targets, release } = checked
  const item = `upgrade from ${base.version}`
  if (compareVersions(base.version, version) > 0) {
    const advice = 'devices take releases upwards only: to bring them here, build it with a higher version'
    return open(item, `${devicesText(base)}is newer than ${version}`, advice)
  }
  try {
    const from = await readRelease(repository, targets, product, base.version)
    const refusal = refusalOf(checked, base.version, from)
    if (refusal !== undefined) return failed(item, devicesText(base) + refusal.found, refusal.advice)
    const rebuilt: Rebuilt[] = []
    for (const component of release.components) {
      rebuilt.push(await rebuildComponent(repository, targets, { component, base: from }))
    }
    return passed(item, devicesText(base) + wayText(rebuilt))
  } catch (error) {
    if (error instanceof ExpectedError) {
      return failed(item, messageOf(error), 'restore the repository from a backup, or build the release again')
    }
    throw error
  }
}

/** Why devices of a version do not take the release at all. */
function refusalOf(
  { release, targets, terms }: ReleaseToCheck,
  base: string,
  from: Release | undefined,
): { readonly found: string; readonly advice: string } | undefined {
  if (from !== undefined && from.securityEpoch > release.securityEpoch) {
    return {
      found: `has security epoch ${from.securityEpoch}, and refuses the ${release.securityEpoch} of the release`,
      advice: `build it with --security-epoch ${from.securityEpoch} or more`,
    }
  }
  const range = terms.from
  if (range === undefined || isInRange(base, range)) return undefined
  const step = versionsOf(targets, release.product).find(
    (version) => compareVersions(version, base) > 0 && isInRange(version, range) && mayTake(base, version),
  )
  if (step !== undefined) return undefined
  return {
    found: `is not one of ${range}, from which the release may be taken`,
    advice: 'publish a release between the two that those devices may take, or build with another --takes-from',
  }

  function mayTake(running: string, version: string): boolean {
    const stepRange = findRelease(targets, release.product, version)?.from
    return version !== release.version && (stepRange === undefined || isInRange(running, stepRange))
  }
}

function wayText(rebuilt: readonly Rebuilt[]): string {
  const bytes = rebuilt.reduce((sum, one) => sum + one.bytes, 0)
  const isFull = rebuilt.some(({ by }) => by === 'full')
  if (!isFull) return bytes === 0 ? 'has the same images' : `a delta of ${bytesText(bytes)} makes the images as signed`
  return bytes === 0 ? 'takes the full download' : `a delta of ${bytesText(bytes)}, and full payloads for the rest`
}

function devicesText({ devices }: Base): string {
  return devices === undefined ? '' : `${devices} ${devices === 1 ? 'device' : 'devices'}: `
}
