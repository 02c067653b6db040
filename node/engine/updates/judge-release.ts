import { compareVersions, isInRange } from '#core/format/name.ts'
import { isOpen, nextOpeningMs } from '#core/link/windows.ts'
import { admittingPhase } from '#core/rollout/admission.ts'
import type { Rollout } from '#core/rollout/rollout.ts'
import type { OfferedRelease, UpdateFacts } from './facts.ts'
import { offerOf, skipLastsMs } from './remembered.ts'

/** Whether a device takes a release now, and why in words. */
export type Judgement =
  | { readonly verdict: 'take'; readonly reason: string; readonly rollout: Rollout | undefined }
  | {
      readonly verdict: 'wait'
      readonly reason: string
      /** In ms of Unix time; undefined where it waits for a person. */
      readonly untilMs: number | undefined
      readonly rollout: Rollout | undefined
    }
  | { readonly verdict: 'refuse'; readonly reason: string }

/** What no rollout and no person changes: whether a release fits this device, and is newer. Undefined where it does. */
export function unfitness(
  { version, securityEpoch, hardware, from }: OfferedRelease,
  { device, running, securityEpoch: epoch }: UpdateFacts,
): string | undefined {
  const order = compareVersions(version, running)
  if (order === 0) return 'it runs'
  if (order < 0) return `${running}, which runs, is newer`
  if (securityEpoch > 0 && securityEpoch < epoch) {
    return `it is of security epoch ${securityEpoch}, and this device does not go below ${epoch}`
  }
  if (hardware.length > 0 && device.hardware === undefined) {
    return `it is for hardware ${hardware.join(', ')}, and node.toml does not say what this is`
  }
  if (hardware.length > 0 && !hardware.includes(device.hardware ?? '')) {
    return `it is for hardware ${hardware.join(', ')}, and this is ${device.hardware}`
  }
  if (from !== undefined && !isInRange(running, from)) {
    return `it is for devices that run ${from}, and ${running} runs`
  }
  return undefined
}

/** Whether a release that fits the device is taken now. */
export function judgeRelease({ version, gated }: OfferedRelease, facts: UpdateFacts): Judgement {
  const rollouts = rolloutsOf(version, facts)
  const admitting = admittingRollout(version, facts)
  const aborted = rollouts.find(({ state }) => state === 'aborted')
  const givenUp = facts.remembered.givenUp.find((one) => one.version === version)
  if (givenUp !== undefined) return refuse(`it was given up: ${givenUp.reason}`)
  if (admitting === undefined && aborted !== undefined) return refuse(`rollout ${aborted.id} was aborted`)
  if (admitting === undefined && gated) return refuse(closedReason(rollouts, version))
  return judgeMoment(version, admitting, facts)
}

/** The rollout that admits the device to a release, a critical one before others; undefined where none does. */
export function admittingRollout(version: string, facts: RolloutFacts): Rollout | undefined {
  const admitting = rolloutsOf(version, facts).filter((one) => admittingPhase(one, facts.device) !== undefined)
  return admitting.find(({ urgency }) => urgency === 'critical') ?? admitting[0]
}

/** The rollouts of a release of this device's product. */
export function rolloutsOf(version: string, { offers, device }: RolloutFacts): readonly Rollout[] {
  return offers.rollouts.filter((rollout) => rollout.product === device.product && rollout.version === version)
}

type RolloutFacts = Pick<UpdateFacts, 'offers' | 'device'>

/** A release may be taken; it may have to wait for its owner, or for a window. */
function judgeMoment(version: string, rollout: Rollout | undefined, facts: UpdateFacts): Judgement {
  const { rules, remembered, clock } = facts
  const offer = offerOf(remembered, version)
  const isCritical = rollout?.urgency === 'critical'
  const wait = (reason: string, untilMs?: number): Judgement => ({ verdict: 'wait', reason, untilMs, rollout })
  if (rules.consent === 'ask' && !offer.isApproved) {
    return wait(`its owner is asked first: 'mycel node approve ${version}' takes it`)
  }
  const skippedMs = rollout === undefined ? 0 : skipLastsMs(rollout.consent, offer, remembered.seenMs)
  if (!isCritical && skippedMs > 0) return wait('its owner put it off', clock.unixMs + skippedMs)
  if (!isCritical && rules.beginsInWindow && !isOpen(rules.windows, clock)) {
    return wait('no maintenance window is open', nextOpeningMs(rules.windows, clock))
  }
  return { verdict: 'take', reason: admissionReason(rollout, facts), rollout }
}

function admissionReason(rollout: Rollout | undefined, { device }: UpdateFacts): string {
  if (rollout === undefined) return 'it is newer, and for everybody'
  const phase = rollout.phases[admittingPhase(rollout, device) ?? 0]
  const critical = rollout.urgency === 'critical' ? ', and it is critical' : ''
  return `phase ${phase?.name} of rollout ${rollout.id} admits this device${critical}`
}

/** Why no rollout lets this device begin. */
function closedReason(rollouts: readonly Rollout[], version: string): string {
  if (rollouts.length === 0) return `no rollout of ${version} has begun`
  return rollouts.map(closedBy).join('; ')
}

function closedBy({ id, state, openPhases, phases }: Rollout): string {
  if (state === 'paused') return `rollout ${id} is paused`
  if (state === 'cancelled') return `rollout ${id} is cancelled`
  if (openPhases === 0) return `rollout ${id} has not opened its first phase`
  return `rollout ${id} does not admit this device yet: ${openPhases} of ${phases.length} phases are open`
}

function refuse(reason: string): Judgement {
  return { verdict: 'refuse', reason }
}
