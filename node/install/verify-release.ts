import type { SlotImage, SlotName, VerifiedRelease } from '#core/boot/boot-state.ts'
import { type Digest, shortDigest } from '#core/digest.ts'
import type { ComponentInstall } from './component-install.ts'
import { hashImage } from './read-chunks.ts'

/** What reading a release back comes to. */
export type Verification =
  | { readonly type: 'verified'; readonly release: VerifiedRelease }
  | { readonly type: 'wrong'; readonly reason: string }

/** What is about to be verified. */
export interface WrittenRelease {
  readonly slot: SlotName
  readonly version: string
  readonly securityEpoch: number
  /** Digest of the release document. */
  readonly release: Digest
  readonly components: readonly ComponentInstall[]
}

/**
 * Reads every image of a release back from the inactive slot and compares its digest. The only place
 * that makes a {@link VerifiedRelease}, which is what the boot state takes.
 */
export async function verifyRelease({
  slot,
  version,
  securityEpoch,
  release,
  components,
}: WrittenRelease): Promise<Verification> {
  const images: SlotImage[] = []
  for (const { name, manifest, inactive } of components) {
    const actual = await hashImage(inactive, manifest)
    if (actual !== manifest.imageDigest) {
      const reason = `the ${name} image in slot ${slot} reads back as ${shortDigest(actual)}… instead of ${shortDigest(manifest.imageDigest)}…: the slot does not keep what is written to it`
      return { type: 'wrong', reason }
    }
    images.push({ component: name, digest: actual, imageBytes: manifest.imageBytes })
  }
  return { type: 'verified', release: { slot, version, securityEpoch, release, images } as unknown as VerifiedRelease }
}
