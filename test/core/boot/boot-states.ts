import fc from 'fast-check'
import type { BootState, SlotContent, SlotName, VerifiedRelease } from '#core/boot/boot-state.ts'
import { otherSlot } from '#core/boot/boot-state.ts'
import type { Transition } from '#core/boot/boot-transitions.ts'
import { factoryState } from '#core/boot/boot-transitions.ts'
import { sha256 } from '#core/digest.ts'

/** What a slot holds after an install of `version`. */
export function contentOf(version: string): SlotContent {
  const images = ['rootfs', 'kernel'].map((component) => ({
    component,
    digest: sha256(Buffer.from(`${component} ${version}`)),
    imageBytes: 1_000_000,
  }))
  return { version, release: sha256(Buffer.from(version)), images, securityEpoch: 0 }
}

/** A release as the verifier would name it. */
export function verifiedIn(slot: SlotName, version: string): VerifiedRelease {
  return { ...contentOf(version), slot } as VerifiedRelease
}

/** A device that runs 1.0.0 in slot `a`. */
export const runsFirstVersion: BootState = factoryState(contentOf('1.0.0'))

/** The release `version`, verified where `state` allows it. */
export function verifiedFor(state: BootState, version: string): VerifiedRelease {
  return verifiedIn(otherSlot(state.active), version)
}

/** The state after a transition that is not refused. */
export function stateAfter(transition: Transition): BootState {
  if (transition.type === 'refused') throw new Error(`refused: ${transition.reason}`)
  return transition.state
}

/** Names and reasons, as wild as anything that is thrown. */
export const anyReason = fc.oneof(fc.string({ unit: 'binary', maxLength: 600 }), fc.constant('€'.repeat(300)))
