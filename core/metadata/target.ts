import type { TargetFile } from '@tufjs/models'
import type { Digest } from '#core/digest.ts'
import { parseDigest } from '#core/digest.ts'
import { blobBytesMax, requireForm } from '#core/format/bounds.ts'
import { bsdiff40ImageBytesMax } from '#core/format/bsdiff40.ts'
import { compareVersions, parseName, parseVersion } from '#core/format/name.ts'
import { type ReleaseTerms, readTerms } from '#core/metadata/release-terms.ts'
import { parseTargetPath } from '#core/metadata/target-path.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'

/** A target file that mycel wrote; its signed `custom.mycel` says what it is. */
export type MycelTarget = ReleaseTarget | DeltaTarget | Bsdiff40Target

/** A release document. */
export interface ReleaseTarget extends TargetFacts, ReleaseTerms {
  readonly type: 'release'
  /** The boot loader of its devices, where it applies patches itself. */
  readonly loader?: Loader
}

/** A boot loader that applies whole-image patches, named for their format. */
export type Loader = 'bsdiff40'

/** A delta of one component. */
export interface DeltaTarget extends TargetFacts {
  readonly type: 'delta'
  readonly component: string
  /** The version in which the component is `baseImage`. */
  readonly baseVersion: string
  readonly baseImage: Digest
  readonly image: Digest
  /** Sum of the payloads that the delta names, in bytes. */
  readonly payloadBytes: number
}

/** A BSDIFF40 patch that makes the whole image of one component, for a {@link Loader} that reads it: the file is the patch. */
export interface Bsdiff40Target extends TargetFacts {
  readonly type: 'bsdiff40'
  readonly component: string
  /** The version in which the component is `baseImage`. */
  readonly baseVersion: string
  readonly baseImage: Digest
  /** At most {@link bsdiff40ImageBytesMax}. */
  readonly baseBytes: number
  readonly image: Digest
  /** At most {@link bsdiff40ImageBytesMax}. */
  readonly imageBytes: number
}

interface TargetFacts {
  /** `PRODUCT/VERSION/NAME`, the key of the target. */
  readonly path: string
  /** SHA-256 of the file: `payloadAddress(digest)` fetches it. */
  readonly digest: Digest
  /** Length of the file, 1 to {@link blobBytesMax}. */
  readonly bytes: number
  readonly product: string
  readonly version: string
}

/**
 * The targets of mycel in verified metadata, in the order of the file. Those of other tools, and of
 * kinds that this version does not know, are left out. Throws {@link FormatError} on a malformed one.
 */
export function targetsOf(trusted: TrustedMetadata): readonly MycelTarget[] {
  const files = Object.values(trusted.targets?.metadata.signed.targets ?? {})
  return files.map(readTarget).filter((target) => target !== undefined)
}

/** The release of a product with the highest version. */
export function newestRelease(targets: readonly MycelTarget[], product: string): ReleaseTarget | undefined {
  let newest: ReleaseTarget | undefined
  for (const target of targets) {
    if (target.type !== 'release' || target.product !== product) continue
    if (newest === undefined || compareVersions(target.version, newest.version) > 0) newest = target
  }
  return newest
}

/** One release of a product. */
export function findRelease(
  targets: readonly MycelTarget[],
  product: string,
  version: string,
): ReleaseTarget | undefined {
  return targets
    .filter((target) => target.type === 'release')
    .find((target) => target.product === product && target.version === version)
}

/** The delta that makes `image` of `baseImage`; the one with the fewest payload bytes where there are several. */
export function findDelta(
  targets: readonly MycelTarget[],
  { image, baseImage }: { readonly image: Digest; readonly baseImage: Digest },
): DeltaTarget | undefined {
  return targets
    .filter((target) => target.type === 'delta')
    .filter((target) => target.image === image && target.baseImage === baseImage)
    .sort((a, b) => a.payloadBytes - b.payloadBytes)[0]
}

function readTarget(file: TargetFile): MycelTarget | undefined {
  const custom = file.custom['mycel'] as Readonly<Record<string, unknown>> | undefined
  if (typeof custom !== 'object' || custom === null) return undefined
  switch (custom['type']) {
    case 'release':
      // A loader that comes later is as good as none: what is for it is left out, too.
      return {
        type: 'release',
        ...readFacts(file, custom),
        ...(custom['loader'] === 'bsdiff40' && { loader: 'bsdiff40' }),
        ...readTerms(file.path, custom),
      }
    case 'delta':
      return {
        type: 'delta',
        ...readFacts(file, custom),
        ...readPair(file, custom),
        payloadBytes: readLength(file.path, 'payloadBytes', custom['payloadBytes'], Number.MAX_SAFE_INTEGER),
      }
    case 'bsdiff40':
      return {
        type: 'bsdiff40',
        ...readFacts(file, custom),
        ...readPair(file, custom),
        baseBytes: readLength(file.path, 'baseBytes', custom['baseBytes'], bsdiff40ImageBytesMax),
        imageBytes: readLength(file.path, 'imageBytes', custom['imageBytes'], bsdiff40ImageBytesMax),
      }
    default:
      return undefined
  }
}

function readFacts(file: TargetFile, custom: Readonly<Record<string, unknown>>): TargetFacts {
  const { product, version } = parseTargetPath(file.path)
  const isItsOwn = custom['product'] === product && custom['version'] === version
  requireForm(`target ${file.path}`, isItsOwn, 'is signed for another product or version than its path names')
  return {
    path: file.path,
    digest: parseDigest(readText(file.path, 'sha256', file.hashes['sha256'])),
    bytes: readLength(file.path, 'length', file.length, blobBytesMax),
    product,
    version,
  }
}

/** Which image is made of which. */
type ImagePair = Pick<DeltaTarget, 'component' | 'baseVersion' | 'baseImage' | 'image'>

function readPair({ path }: TargetFile, custom: Readonly<Record<string, unknown>>): ImagePair {
  return {
    component: parseName('component', readText(path, 'component', custom['component'])),
    baseVersion: parseVersion(readText(path, 'baseVersion', custom['baseVersion'])),
    baseImage: parseDigest(readText(path, 'baseImage', custom['baseImage'])),
    image: parseDigest(readText(path, 'image', custom['image'])),
  }
}

function readText(path: string, field: string, value: unknown): string {
  requireForm(`target ${path}`, typeof value === 'string', `has a ${field} that is not text`)
  return value
}

function readLength(path: string, field: string, value: unknown, bytesMax: number): number {
  const isLength = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= bytesMax
  requireForm(`target ${path}`, isLength, `has a ${field} that is no whole number from 0 to ${bytesMax}`)
  return value
}
