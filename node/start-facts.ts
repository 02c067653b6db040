import type { BootState, SlotName } from '#core/boot/boot-state.ts'
import { type TrustedMetadata, versionsOf } from '#core/metadata/trusted-metadata.ts'
import type { StartFacts } from './engine/contract.ts'
import type { Remembered } from './engine/updates/facts.ts'
import { offersOf } from './engine/updates/offers.ts'

/** What a device engine starts from: the boot state, the slot that runs, the metadata that is trusted, and its memory. */
export function startFacts(
  product: string,
  {
    boot,
    running,
    trusted,
    remembered,
  }: {
    readonly boot: BootState
    readonly running: SlotName
    readonly trusted: TrustedMetadata
    readonly remembered: Remembered
  },
): StartFacts {
  return {
    slot: running,
    running: boot.slots[running]?.version ?? '0.0.0',
    trial: boot.trial?.slot === running,
    rollback: boot.rollback,
    securityEpoch: boot.slots[running]?.securityEpoch ?? 0,
    timestampVersion: versionsOf(trusted).timestamp,
    offers: offersOf(trusted, product),
    remembered,
  }
}
