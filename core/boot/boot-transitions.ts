import { fitsBootRecord } from '#core/boot/boot-record.ts'
import type { BootState, SlotContent, SlotName, VerifiedRelease } from '#core/boot/boot-state.ts'
import { bootAttempts, otherSlot, reasonBytesMax } from '#core/boot/boot-state.ts'
import { check } from '#core/check.ts'

/*
 * Every step of an update is one change of the boot state, written before the device acts on it. So a
 * power cut between any two steps leaves a state to go on from, by these rules:
 *
 * - the active slot keeps what it holds: only its twin is emptied, filled and given up;
 * - a slot that is not on trial holds something only if it was confirmed (or came from the factory), so
 *   that a boot without a trial never enters a release that has not proved itself;
 * - an attempt is spent before its boot, so that a release that hangs or cuts the power runs out of them.
 */

/** The state after a step, or why the step is not taken, in words for a person. */
export type Transition =
  | { readonly type: 'changed'; readonly state: BootState }
  | { readonly type: 'refused'; readonly reason: string }

/** What a boot chooser does at power-on: makes `next` durable, then boots `slot`. */
export interface BootChoice {
  readonly slot: SlotName
  /** The very `state` that was given where nothing is to be written. */
  readonly next: BootState
}

/** A device as it leaves the factory: slot `a` runs, `b` is empty. `content` is undefined where nobody knows it. */
export function factoryState(content: SlotContent | undefined): BootState {
  check(content === undefined || fitsBootRecord(content), 'what the factory installs fits the boot record')
  return { active: 'a', slots: { a: content, b: undefined }, trial: undefined, rollback: undefined }
}

/** Empties the inactive slot in the record, before its first byte is written. Refused while a trial is on. */
export function beginInstall(state: BootState): Transition {
  if (state.trial) return refuseDuringTrial(state)
  return changed({ ...state, slots: withSlot(state, otherSlot(state.active), undefined), rollback: undefined })
}

/**
 * Names the release that was verified in the inactive slot, for {@link bootAttempts} boots. Refused where
 * it has more components than the boot record can name. Its install must have begun.
 */
export function beginTrial(state: BootState, verified: VerifiedRelease): Transition {
  const { slot, version, release, images, securityEpoch } = verified
  check(slot !== state.active, 'the active slot is never put on trial')
  check(state.trial === undefined && state.slots[slot] === undefined, 'a trial follows the install of its slot')
  const content: SlotContent = { version, release, images, securityEpoch }
  if (!fitsBootRecord(content)) {
    const reason = `release ${version} has ${images.length} components, more than the boot record can name: merge some of them`
    return { type: 'refused', reason }
  }
  return changed({
    ...state,
    slots: withSlot(state, slot, content),
    trial: { slot, attemptsLeft: bootAttempts, lastFailure: '' },
    rollback: undefined,
  })
}

/** Picks the slot to boot: the one on trial while attempts are left, else the active one. A trial without any is rolled back. */
export function chooseSlot(state: BootState): BootChoice {
  const { active, trial } = state
  if (!trial) return { slot: active, next: state }
  if (trial.attemptsLeft > 0) {
    return { slot: trial.slot, next: { ...state, trial: { ...trial, attemptsLeft: trial.attemptsLeft - 1 } } }
  }
  const silence = `the device did not confirm ${versionIn(state, trial.slot)} in ${bootAttempts} boots`
  return { slot: active, next: giveUpTrial(state, trial.slot, trial.lastFailure || silence) }
}

/** Keeps why an attempt failed, for the rollback to tell. Refused where no trial is on. */
export function recordTrialFailure(state: BootState, reason: string): Transition {
  if (!state.trial) return refuse('no release is on trial, so there is no attempt that can have failed')
  return changed({ ...state, trial: { ...state.trial, lastFailure: cutReason(reason) } })
}

/** Accepts the release on trial: its slot becomes the active one. Refused unless `running` is the slot on trial. */
export function confirm(state: BootState, running: SlotName): Transition {
  const { trial } = state
  if (!trial) return refuse(`no release is on trial: ${versionIn(state, state.active)} is confirmed already`)
  if (running !== trial.slot) {
    return refuse(`${versionIn(state, trial.slot)} can only be confirmed while it runs: reboot into it first`)
  }
  return changed({ ...state, active: trial.slot, trial: undefined })
}

/**
 * Goes back to the other slot because somebody asks: gives up the trial that is on, or makes the release
 * before this one the active one. Refused where the other slot holds nothing that is whole, or a release
 * of a lower security epoch. The device reboots afterwards.
 */
export function rollBack(state: BootState, reason: string): Transition {
  const { active, trial } = state
  if (trial) return changed(giveUpTrial(state, trial.slot, reason))
  const target = otherSlot(active)
  if (!state.slots[target]) {
    return refuse(
      `slot ${target} holds no release that is known to be whole: install the version that you want instead`,
    )
  }
  const epoch = state.slots[active]?.securityEpoch ?? 0
  if (state.slots[target].securityEpoch < epoch) {
    return refuse(
      `${versionIn(state, target)} is older than security epoch ${epoch}, below which this device does not go`,
    )
  }
  const rollback = { version: state.slots[active]?.version ?? '', reason: cutReason(reason) }
  return changed({ ...state, active: target, rollback })
}

/** A release that failed its trial is no longer held: nothing may boot it again before it was verified again. */
function giveUpTrial(state: BootState, slot: SlotName, reason: string): BootState {
  const rollback = { version: state.slots[slot]?.version ?? '', reason: cutReason(reason) }
  return { ...state, slots: withSlot(state, slot, undefined), trial: undefined, rollback }
}

function withSlot(state: BootState, slot: SlotName, content: SlotContent | undefined): BootState['slots'] {
  return { ...state.slots, [slot]: content }
}

function versionIn(state: BootState, slot: SlotName): string {
  return state.slots[slot]?.version ?? `the release in slot ${slot}`
}

/** As much of a reason as the record keeps, without half a character at its end. */
function cutReason(reason: string): string {
  const text = reason.toWellFormed()
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(reasonBytesMax)).read)
}

function changed(state: BootState): Transition {
  return { type: 'changed', state }
}

function refuse(reason: string): Transition {
  return { type: 'refused', reason }
}

function refuseDuringTrial(state: BootState): Transition {
  const slot = otherSlot(state.active)
  return refuse(`${versionIn(state, slot)} is on trial in slot ${slot}: confirm it or roll it back first`)
}
