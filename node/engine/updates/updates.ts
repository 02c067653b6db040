import { type Instant, later, millisecondsBetween } from '#core/engine.ts'
import { compareVersions } from '#core/format/name.ts'
import { isOpen, nextOpeningMs, type WallClock } from '#core/link/windows.ts'
import { admittingPhase } from '#core/rollout/admission.ts'
import type { Rollout } from '#core/rollout/rollout.ts'
import { chooseUpdate, dropReason } from './choose-update.ts'
import type {
  DeviceTraits,
  GivenUp,
  Offers,
  ReleaseReason,
  Remembered,
  UpdateDecision,
  UpdateFacts,
  UpdateRules,
} from './facts.ts'
import { admittingRollout } from './judge-release.ts'
import {
  nothingRemembered,
  offerOf,
  passTime,
  skipMs,
  skipRefusal,
  withGivenUp,
  withOffer,
  withoutGivenUp,
} from './remembered.ts'

/** What the device runs, knows and remembers when it starts. */
export interface UpdatesStart {
  readonly running: string
  readonly securityEpoch: number
  readonly offers: Offers
  readonly remembered: Remembered
}

/** What a device tells its owner of updates. */
export interface UpdatesReport {
  readonly running: string
  readonly decision: UpdateDecision
  /** The newest release first. */
  readonly reasons: readonly ReleaseReason[]
}

/** Time that goes by is written down no more often than this. */
const timeKeptMs = 3600_000

/** A decision that waits for a moment which has just passed is taken anew after this long. */
const lookAgainMs = 1_000

/**
 * What a device knows of the releases of its product, of the time of day and of its owner's wishes: whether to take a
 * release follows from it, {@link chooseUpdate} says how.
 */
export class Updates {
  readonly #device: DeviceTraits
  readonly #rules: UpdateRules
  #running = ''
  #securityEpoch = 0
  #offers: Offers = { releases: [], rollouts: [] }
  #remembered = nothingRemembered
  #kept = nothingRemembered
  #clock: WallClock = { unixMs: 0, offsetMinutes: 0 }
  /** When the clock showed that, and until when time was counted. */
  #clockAt = 0 as Instant
  #passedUntil = 0 as Instant
  #waitsUntil: Instant | undefined

  constructor(device: DeviceTraits, rules: UpdateRules) {
    this.#device = device
    this.#rules = rules
  }

  start({ running, securityEpoch, offers, remembered }: UpdatesStart): void {
    this.#running = running
    this.#securityEpoch = securityEpoch
    this.#offers = offers
    this.#remembered = remembered
    this.#kept = remembered
  }

  /** Verified metadata says what there is now. */
  learn(offers: Offers): void {
    this.#offers = offers
  }

  /** The clock on the wall shows this. */
  setClock(clock: WallClock, now: Instant): void {
    this.#clock = clock
    this.#clockAt = now
    this.#pass(now)
  }

  /** What to do now. */
  decide(now: Instant): UpdateDecision {
    this.#pass(now)
    this.#notice()
    const { decision } = chooseUpdate(this.#facts(now))
    const untilMs = decision.type === 'wait' ? decision.untilMs : undefined
    this.#waitsUntil = untilMs === undefined ? undefined : this.#instantAt(untilMs, now)
    return decision
  }

  /** When the last decision may become another one by itself. */
  deadline(): Instant | undefined {
    return this.#waitsUntil
  }

  report(now: Instant): UpdatesReport {
    return { running: this.#running, ...chooseUpdate(this.#facts(now)) }
  }

  /** Why a release that was begun is to be dropped, in words; undefined while it may go on. */
  dropReason(version: string, now: Instant): string | undefined {
    return dropReason(version, this.#facts(now))
  }

  /** Whether a rollout that admits this device calls a release critical. */
  isCritical(version: string): boolean {
    return this.#admitting(version)?.urgency === 'critical'
  }

  /** When the device may reboot into a release: now, or when a window opens. */
  rebootAt(version: string, now: Instant): Instant {
    const { windows } = this.#rules
    const clock = this.#clockNow(now)
    if (this.isCritical(version) || isOpen(windows, clock)) return now
    const opensMs = nextOpeningMs(windows, clock)
    return opensMs === undefined ? now : this.#instantAt(opensMs, now)
  }

  /** The rollout that admitted the device to the release that it took last; undefined where none did. */
  admittedTo(version: string): string | undefined {
    const { admitted } = this.#remembered
    return admitted?.version === version ? admitted.rollout : undefined
  }

  /** The device takes a release. */
  took(version: string, rollout: string | undefined): void {
    const isKnown = rollout !== undefined && this.admittedTo(version) === rollout
    const admitted = rollout === undefined ? undefined : { version, rollout }
    this.#remembered = {
      ...this.#remembered,
      admitted: isKnown ? this.#remembered.admitted : admitted,
      unstaged: undefined,
    }
  }

  /** A staged release is dropped. */
  unstage(version: string): void {
    this.#remembered = { ...this.#remembered, unstaged: version }
  }

  /** Whether this release was staged and dropped, and never booted. */
  wasUnstaged(version: string): boolean {
    return this.#remembered.unstaged === version
  }

  /** A release is not taken back. */
  keep(version: string): void {
    this.#remembered = { ...this.#remembered, kept: version }
  }

  /** A release is not taken again by itself. */
  giveUp(givenUp: GivenUp): void {
    const known = this.#remembered.givenUp.find(({ version }) => version === givenUp.version)
    if (givenUp.version === '' || known !== undefined) return
    this.#remembered = withGivenUp(this.#remembered, givenUp)
  }

  /** The owner asks for a release, whatever is known of it; one that was aborted already is not taken back any more. */
  insist(version: string, now: Instant): void {
    this.#remembered = { ...withoutGivenUp(this.#remembered, version), unstaged: undefined }
    if (this.dropReason(version, now) !== undefined) this.keep(version)
  }

  /** The owner approves of a release. Returns why there is nothing to approve of, in words, or undefined. */
  approve(version: string): string | undefined {
    const refusal = this.#unknown(version)
    if (refusal !== undefined) return refusal
    if (this.#rules.consent !== 'ask') {
      return 'this device does not ask: consent under [updates] in node.toml is "given"'
    }
    const offer = offerOf(this.#remembered, version)
    if (offer.isApproved) return `${version} is approved already`
    this.#remembered = withOffer(this.#remembered, { ...offer, isApproved: true })
    return undefined
  }

  /** The owner puts a release off. Returns why he may not, in words, or undefined. */
  skip(version: string, now: Instant): string | undefined {
    this.#pass(now)
    const refusal = this.#unknown(version)
    if (refusal !== undefined) return refusal
    const rollout = this.#admitting(version)
    if (rollout === undefined) return `no rollout offers ${version} to this device`
    if (rollout.urgency === 'critical') return `${version} cannot be skipped: it is critical`
    const { seenMs } = this.#remembered
    const offer = offerOf(this.#remembered, version)
    const reason = skipRefusal(rollout.consent, offer, seenMs)
    if (reason !== undefined) return `${version} cannot be skipped: ${reason}`
    this.#remembered = withOffer(this.#remembered, {
      ...offer,
      skips: offer.skips + 1,
      skippedUntilMs: seenMs + skipMs,
      isApproved: false,
    })
    return undefined
  }

  /** What is to be kept over a restart, where that is news. */
  news(): Remembered | undefined {
    const now = this.#remembered
    const kept = this.#kept
    const isLater = now.offers.length > 0 && now.seenMs - kept.seenMs >= timeKeptMs
    if (!isLater && isSame(now, kept)) return undefined
    this.#kept = now
    return now
  }

  #unknown(version: string): string | undefined {
    if (!this.#offers.releases.some((release) => release.version === version)) {
      return `no release ${version} is signed for ${this.#device.product}: 'mycel node updates' lists those that are`
    }
    return compareVersions(version, this.#running) > 0 ? undefined : `${this.#running}, which runs, is not older`
  }

  #admitting(version: string): Rollout | undefined {
    return admittingRollout(version, { offers: this.#offers, device: this.#device })
  }

  /** From the first time that a release is offered on, its days are counted. */
  #notice(): void {
    for (const rollout of this.#offers.rollouts) {
      const { version, consent } = rollout
      if (consent.type === 'mandatory' || compareVersions(version, this.#running) <= 0) continue
      const isKnown = this.#remembered.offers.some((offer) => offer.version === version)
      if (isKnown || admittingPhase(rollout, this.#device) === undefined) continue
      this.#remembered = withOffer(this.#remembered, offerOf(this.#remembered, version))
    }
  }

  #pass(now: Instant): void {
    const elapsedMs = millisecondsBetween(this.#passedUntil, now)
    this.#passedUntil = now
    this.#remembered = passTime(this.#remembered, this.#clockNow(now).unixMs, elapsedMs)
  }

  #facts(now: Instant): UpdateFacts {
    return {
      device: this.#device,
      running: this.#running,
      securityEpoch: this.#securityEpoch,
      offers: this.#offers,
      rules: this.#rules,
      remembered: this.#remembered,
      clock: this.#clockNow(now),
    }
  }

  #clockNow(now: Instant): WallClock {
    const { unixMs, offsetMinutes } = this.#clock
    return { unixMs: unixMs + millisecondsBetween(this.#clockAt, now), offsetMinutes }
  }

  #instantAt(unixMs: number, now: Instant): Instant {
    return later(now, Math.max(lookAgainMs, unixMs - this.#clockNow(now).unixMs))
  }
}

/** Whether nothing but the time is another one: what has changed is another object. */
function isSame(left: Remembered, right: Remembered): boolean {
  const fields = ['offers', 'givenUp', 'admitted', 'kept', 'unstaged'] as const
  return fields.every((field) => left[field] === right[field])
}
