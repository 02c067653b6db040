import { findKey, loadKey } from '#tracker/keys/key-files.ts'
import type { Signers } from '#tracker/release/publication.ts'

/** The keys of a folder that sign releases; that of rollouts where it is there. Throws {@link UserError}. */
export async function loadSigners(keys: string): Promise<Signers> {
  return {
    targets: await loadKey(keys, 'targets'),
    snapshot: await loadKey(keys, 'snapshot'),
    timestamp: await loadKey(keys, 'timestamp'),
    rollouts: await findKey(keys, 'rollouts'),
  }
}
