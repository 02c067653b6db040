import type { Address } from '#core/address.ts'
import type { SlotName } from '#core/boot/boot-state.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { ChunkTask, Phase } from '#node/engine/contract.ts'
import type { FlashBoard } from './flash-board.ts'
import type { Wan } from './node/wan.ts'
import type { SettledClock } from './settled-clock.ts'
import type { Update } from './update.ts'
import type { Witness } from './witness.ts'

/** What is wrong with a device or with its new firmware, every time that it is on. */
export interface Ailments {
  /** `unhealthy` firmware fails its health check; one that `hangs` never says anything, until the watchdog bites; `no-boot` does not start. */
  readonly trial: 'healthy' | 'unhealthy' | 'hangs' | 'no-boot'
  /** What a process decodes first comes out wrong by one bit. */
  readonly decoderErrs: boolean
  /** One bit of every inactive slot turns over before a process reads it back for the first time. */
  readonly slotRots: boolean
}

/** A device without any {@link Ailments}. */
export const well: Ailments = { trial: 'healthy', decoderErrs: false, slotRots: false }

/** What can be seen of a device from outside. */
export type DeviceEvent =
  | { readonly type: 'boot'; readonly slot: SlotName; readonly version: string | undefined }
  | { readonly type: 'boot-failed'; readonly how: Ailments['trial'] }
  | { readonly type: 'reboot'; readonly reason: string }
  | { readonly type: 'phase'; readonly phase: Phase; readonly version: string | undefined; readonly detail: string }
  | { readonly type: 'ban'; readonly peer: PeerName }
  /** It knows these ways to make chunks, beside those that it knew before. */
  | { readonly type: 'planned'; readonly tasks: readonly ChunkTask[] }
  /** It asks for content, of which so much is to come. */
  | { readonly type: 'fetch'; readonly address: Address; readonly bytes: number }
  /** So much of a fetch came, whatever became of it. */
  | { readonly type: 'arrived'; readonly bytes: number }

/** A device whose power is on. */
export interface Machine {
  readonly update: Update
  readonly ailments: Ailments
  readonly board: FlashBoard
  readonly clock: SettledClock
  /** What the wall clock said at the beginning of virtual time, in milliseconds since 1970. */
  readonly poweredAtMs: number
  /** From the decision to reboot until a process runs. */
  readonly bootMs: number
  readonly wan: Wan
  /** Whether a device of the site listens to what this one says it has. It never has anything itself. */
  readonly hasNeighbour: boolean
  readonly witness: Witness
  readonly observe: (event: DeviceEvent) => void
}

/** What the wall clock of a machine says. */
export function wallClock({ poweredAtMs, clock }: Machine): Date {
  return new Date(poweredAtMs + clock.nowMs())
}
