import type { Consent } from '#core/rollout/rollout.ts'
import {
  type GivenUp,
  givenUpMax,
  offersRememberedMax,
  type Remembered,
  type RememberedOffer,
  reasonLengthMax,
} from './facts.ts'

const dayMs = 24 * 3600_000

/** How long a release is put off when its owner skips it. */
export const skipMs = dayMs

/** A clock that shows less has not been set since the device was switched on: 1 January 2025. */
const plausibleMsMin = Date.UTC(2025, 0, 1)

/** A device that has not heard of any release yet. */
export const nothingRemembered: Remembered = {
  seenMs: 0,
  offers: [],
  givenUp: [],
  admitted: undefined,
  kept: undefined,
  unstaged: undefined,
}

/**
 * The time goes on to what the clock shows, or by `elapsedMs` where that is later: a clock that was set back does not
 * stretch what counts in days. When a clock is set for the first time, what was seen before moves along with it.
 */
export function passTime(remembered: Remembered, unixMs: number, elapsedMs: number): Remembered {
  const { seenMs, offers } = remembered
  const passedMs = seenMs + elapsedMs
  const nowMs = Math.max(passedMs, unixMs)
  const isSetNow = passedMs < plausibleMsMin && unixMs >= plausibleMsMin
  if (!isSetNow || offers.length === 0) return { ...remembered, seenMs: nowMs }
  const moved = offers.map((offer) => ({
    ...offer,
    firstSeenMs: offer.firstSeenMs + nowMs - passedMs,
    skippedUntilMs: offer.skippedUntilMs + nowMs - passedMs,
  }))
  return { ...remembered, seenMs: nowMs, offers: moved }
}

/** What is remembered of a release, or what would be if it were seen now for the first time. */
export function offerOf({ seenMs, offers }: Remembered, version: string): RememberedOffer {
  const known = offers.find((offer) => offer.version === version)
  return known ?? { version, firstSeenMs: seenMs, skips: 0, skippedUntilMs: 0, isApproved: false }
}

/** Puts this in the place of what was remembered of a release; the oldest release is forgotten where there are too many. */
export function withOffer(remembered: Remembered, offer: RememberedOffer): Remembered {
  const { offers } = remembered
  const isKnown = offers.some(({ version }) => version === offer.version)
  const all = isKnown ? offers.map((one) => (one.version === offer.version ? offer : one)) : [...offers, offer]
  return { ...remembered, offers: all.slice(-offersRememberedMax) }
}

/** A release is not taken again by itself. */
export function withGivenUp(remembered: Remembered, { version, reason }: GivenUp): Remembered {
  const others = remembered.givenUp.filter((one) => one.version !== version)
  const cut = reason.slice(0, reasonLengthMax).toWellFormed()
  return { ...remembered, givenUp: [...others, { version, reason: cut }].slice(-givenUpMax) }
}

/** A release that was given up may be taken again. */
export function withoutGivenUp(remembered: Remembered, version: string): Remembered {
  return { ...remembered, givenUp: remembered.givenUp.filter((one) => one.version !== version) }
}

/** Why the owner may not put a release off now, in words; undefined where he may. */
export function skipRefusal(consent: Consent, offer: RememberedOffer, seenMs: number): string | undefined {
  if (consent.type === 'mandatory') return 'it is mandatory'
  if (seenMs >= mandatoryFromMs(consent, offer)) {
    return `it is mandatory ${consent.daysMax} days after it was offered first`
  }
  if (offer.skips >= consent.skipsMax)
    return `it was skipped ${offer.skips} times, and may be ${consent.skipsMax} times`
  return undefined
}

/** How long the last skip lasts on: until its day is over, or the release is mandatory. At most 0 where none does. */
export function skipLastsMs(consent: Consent, offer: RememberedOffer, seenMs: number): number {
  return Math.min(offer.skippedUntilMs, mandatoryFromMs(consent, offer)) - seenMs
}

/** When an owner may put a release off no more. */
function mandatoryFromMs(consent: Consent, { firstSeenMs }: RememberedOffer): number {
  return consent.type === 'mandatory' ? 0 : firstSeenMs + consent.daysMax * dayMs
}
