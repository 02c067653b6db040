import compare from 'semver/functions/compare.js'
import satisfies from 'semver/functions/satisfies.js'
import valid from 'semver/functions/valid.js'
import validRange from 'semver/ranges/valid.js'
import { FormatError } from '#core/errors.ts'

const namePattern = /^[a-z0-9][a-z0-9._-]{0,62}$/

/** Reads the name of a product or component: 1 to 63 of `a-z 0-9 . _ -`. Throws {@link FormatError}. */
export function parseName(subject: string, text: string): string {
  if (!namePattern.test(text)) {
    throw new FormatError(
      subject,
      `${JSON.stringify(text.slice(0, 80))} is not a name: use 1 to 63 of a-z, 0-9, '.', '_', '-', starting with a letter or digit`,
    )
  }
  return text
}

/** Reads a version by SemVer 2.0.0, without a leading `v` or build metadata. Throws {@link FormatError}. */
export function parseVersion(text: string): string {
  if (text.length > 64 || valid(text) !== text) {
    throw new FormatError(
      'version',
      `${JSON.stringify(text.slice(0, 80))} is not a version such as 1.4.0 or 2.0.0-rc.1 (SemVer 2.0.0, no build metadata)`,
    )
  }
  return text
}

/** Orders versions by SemVer 2.0.0 §11: negative when `a` is the older one. */
export function compareVersions(a: string, b: string): number {
  return compare(a, b)
}

/** Reads a range of versions as npm writes them (`>=1.4.0 <2.0.0`), of at most 200 characters. Throws {@link FormatError}. */
export function parseVersionRange(text: string): string {
  if (text.trim() === '' || text.length > 200 || validRange(text) === null) {
    throw new FormatError(
      'version range',
      `${JSON.stringify(text.slice(0, 80))} is not a range of versions such as ">=1.4.0 <2.0.0"`,
    )
  }
  return text
}

/** Whether a version is in a range; one with a pre-release tag too, if its order says so. */
export function isInRange(version: string, range: string): boolean {
  return satisfies(version, range, { includePrerelease: true })
}
