import { requireForm } from '#core/format/bounds.ts'
import { parseVersion } from '#core/format/name.ts'
import {
  type GivenUp,
  givenUpMax,
  offersRememberedMax,
  type Remembered,
  type RememberedOffer,
  reasonLengthMax,
} from './facts.ts'

const subject = 'memory of updates'

/** What a device remembers, as text for a store: at most some 16 KiB. */
export function rememberedText(remembered: Remembered): string {
  return JSON.stringify(remembered)
}

/** Reads what {@link rememberedText} wrote. Throws {@link FormatError} on anything else. */
export function readRemembered(text: string): Remembered {
  const { seenMs, offers, givenUp, admitted, kept, unstaged } = readObject(text)
  requireForm(subject, Array.isArray(offers) && offers.length <= offersRememberedMax, 'has no list of offers')
  requireForm(subject, Array.isArray(givenUp) && givenUp.length <= givenUpMax, 'has no list of what was given up')
  return {
    seenMs: readNumber(seenMs),
    offers: offers.map(readOffer),
    givenUp: givenUp.map(readGivenUp),
    admitted: admitted === undefined ? undefined : readAdmitted(admitted),
    kept: kept === undefined ? undefined : readVersion(kept),
    unstaged: unstaged === undefined ? undefined : readVersion(unstaged),
  }
}

function readOffer(value: unknown): RememberedOffer {
  const { version, firstSeenMs, skips, skippedUntilMs, isApproved } = fieldsOf(value)
  return {
    version: readVersion(version),
    firstSeenMs: readNumber(firstSeenMs),
    skips: readNumber(skips),
    skippedUntilMs: readNumber(skippedUntilMs),
    isApproved: isApproved === true,
  }
}

function readGivenUp(value: unknown): GivenUp {
  const { version, reason } = fieldsOf(value)
  return { version: readVersion(version), reason: readText(reason) }
}

function readAdmitted(value: unknown): NonNullable<Remembered['admitted']> {
  const { version, rollout } = fieldsOf(value)
  return { version: readVersion(version), rollout: readText(rollout) }
}

function readVersion(value: unknown): string {
  return parseVersion(String(value))
}

function readText(value: unknown): string {
  requireForm(subject, typeof value === 'string' && value.length <= reasonLengthMax, 'has a text that is too long')
  return value
}

function readNumber(value: unknown): number {
  const isNumber = typeof value === 'number' && Number.isFinite(value) && value >= 0
  requireForm(subject, isNumber && !Object.is(value, -0), 'has a number that is none')
  return value
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    requireForm(subject, false, 'is not JSON')
  }
  return fieldsOf(value)
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  requireForm(subject, typeof value === 'object' && value !== null, 'has something that is no object')
  return value as Readonly<Record<string, unknown>>
}
