import type { BootState, SlotName } from '#core/boot/boot-state.ts'
import { newestRelease, targetsOf } from '#core/metadata/target.ts'
import { type TrustedMetadata, versionsOf } from '#core/metadata/trusted-metadata.ts'
import type { StartFacts } from './engine/contract.ts'

/** What a device engine starts from: the boot state, the slot that runs, and the metadata that is trusted. */
export function startFacts(
  product: string,
  {
    boot,
    running,
    trusted,
  }: { readonly boot: BootState; readonly running: SlotName; readonly trusted: TrustedMetadata },
): StartFacts {
  return {
    slot: running,
    running: boot.slots[running]?.version ?? '0.0.0',
    trial: boot.trial?.slot === running,
    rollback: boot.rollback,
    timestampVersion: versionsOf(trusted).timestamp,
    newest: newestRelease(targetsOf(trusted), product)?.version,
  }
}
