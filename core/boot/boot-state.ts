import type { Digest } from '#core/digest.ts'

/** The two places where images are installed. */
export type SlotName = 'a' | 'b'

/** What the boot chooser knows: one small record, replaced as a whole. */
export interface BootState {
  /** The slot that boots unless a trial is on. */
  readonly active: SlotName
  readonly slots: { readonly [name in SlotName]: SlotContent | undefined }
  readonly trial: Trial | undefined
  /** Why the device last went back to another slot, until the next install begins; never beside a trial. */
  readonly rollback: Rollback | undefined
}

/** What a slot holds, known to be whole and fit to boot. A slot that is being written or that failed its trial holds nothing. */
export interface SlotContent {
  readonly version: string
  /** Digest of the release document; undefined for an image that a factory put there. */
  readonly release: Digest | undefined
  readonly images: readonly SlotImage[]
  /** Once it is confirmed, the device takes nothing with a lower one. */
  readonly securityEpoch: number
}

/** The image of one component in a slot. */
export interface SlotImage {
  readonly component: string
  readonly digest: Digest
  readonly imageBytes: number
}

/** A slot that boots a few times until it is confirmed. */
export interface Trial {
  readonly slot: SlotName
  /** Boots that are left, 0 to {@link bootAttempts}. */
  readonly attemptsLeft: number
  /** Why the last attempt failed, empty before the first failure is known; at most {@link reasonBytesMax} bytes. */
  readonly lastFailure: string
}

/** A release that was given up, after its trial or because somebody asked. */
export interface Rollback {
  /** Empty where it is not known what the slot held. */
  readonly version: string
  /** At most {@link reasonBytesMax} bytes. */
  readonly reason: string
}

/** The longest reason that the boot state keeps, in bytes of UTF-8. */
export const reasonBytesMax = 400

/** Boots that a new slot gets to prove itself. */
export const bootAttempts = 3

declare const brand: unique symbol

/** Every image of a release was read back from its slot and has the right digest. Only the verifier makes it. */
export interface VerifiedRelease extends SlotContent {
  readonly slot: SlotName
  readonly [brand]: 'VerifiedRelease'
}

/** The other slot. */
export function otherSlot(slot: SlotName): SlotName {
  return slot === 'a' ? 'b' : 'a'
}
