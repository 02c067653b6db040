import type { PeerName } from '#core/exchange/contract.ts'
import type { MaintenanceWindow, WallClock } from '#core/link/windows.ts'
import type { Rollout } from '#core/rollout/rollout.ts'

/** What a device is, beside what it runs: the same from start to start. */
export interface DeviceTraits {
  readonly peer: PeerName
  readonly product: string
  /** What its vendor calls its hardware (`rev-c`); undefined where nobody says. */
  readonly hardware: string | undefined
  /** What selectors of rollouts look at. */
  readonly tags: Readonly<Record<string, string>>
}

/** A signed release of the device's product, and who may take it. */
export interface OfferedRelease {
  readonly version: string
  /** Taken only where a rollout admits the device; others are taken by everybody. */
  readonly gated: boolean
  /** Devices of a higher one do not take it; 0 where its target does not say, and the release document does. */
  readonly securityEpoch: number
  /** The hardware that it is for; empty for all. */
  readonly hardware: readonly string[]
  /** The running versions that may take it, as a range of SemVer (`>=1.4.0`); undefined for all. */
  readonly from: string | undefined
}

/** What the vendor has signed for a product: its releases, and who may take them when. */
export interface Offers {
  readonly releases: readonly OfferedRelease[]
  readonly rollouts: readonly Rollout[]
}

/** What the owner of a device says of updates, in its configuration. */
export interface UpdateRules {
  /** When the device may reboot into a release; at any time where there are none. */
  readonly windows: readonly MaintenanceWindow[]
  /** Whether an install, too, begins only while a window is open. */
  readonly beginsInWindow: boolean
  /** `ask`: no release is taken before the owner approves of it. */
  readonly consent: 'given' | 'ask'
}

/** What a device remembers of the releases that were offered to it, beyond its boots. */
export interface Remembered {
  /** The latest wall time, in ms of Unix time: it goes on also while the clock was set back. */
  readonly seenMs: number
  /** At most {@link offersRememberedMax}, the newest last. */
  readonly offers: readonly RememberedOffer[]
  /** At most {@link givenUpMax}, the newest last. */
  readonly givenUp: readonly GivenUp[]
  /** The rollout that admitted the device to the release that it took last. */
  readonly admitted: { readonly version: string; readonly rollout: string } | undefined
  /** A release that is not taken back: the owner asked for it although it was, or there is none to go back to. */
  readonly kept: string | undefined
  /** A staged release that was dropped. It never booted, and may be taken again, whatever the boot record calls it. */
  readonly unstaged: string | undefined
}

/** What the owner said of a release. */
export interface RememberedOffer {
  readonly version: string
  /** When the device might have begun it first, by {@link Remembered.seenMs}. */
  readonly firstSeenMs: number
  readonly skips: number
  /** The end of the last skip. */
  readonly skippedUntilMs: number
  readonly isApproved: boolean
}

/** A release that is not taken again by itself. */
export interface GivenUp {
  readonly version: string
  /** In words, at most {@link reasonLengthMax} characters. */
  readonly reason: string
}

/** The longest reason that is remembered. */
export const reasonLengthMax = 400

/** The most releases of which a device remembers what its owner said. */
export const offersRememberedMax = 16

/** The most releases that are remembered as given up. */
export const givenUpMax = 16

/** All that decides about an update. */
export interface UpdateFacts {
  readonly device: DeviceTraits
  /** The version that runs, and the security epoch below which the device does not go. */
  readonly running: string
  readonly securityEpoch: number
  readonly offers: Offers
  readonly rules: UpdateRules
  readonly remembered: Remembered
  readonly clock: WallClock
}

/** What a device does about updates now. */
export type UpdateDecision =
  | {
      readonly type: 'take'
      readonly version: string
      readonly rollout: string | undefined
      readonly isCritical: boolean
    }
  /** A release is for this device, and not now. `untilMs` is ms of Unix time, undefined where it waits for a person. */
  | { readonly type: 'wait'; readonly version: string; readonly reason: string; readonly untilMs: number | undefined }
  | { readonly type: 'go-back'; readonly version: string; readonly rollout: string; readonly reason: string }
  | { readonly type: 'nothing' }

/** Why a release is or is not taken, in words. */
export interface ReleaseReason {
  readonly version: string
  readonly verdict: 'take' | 'wait' | 'refuse'
  readonly reason: string
}
