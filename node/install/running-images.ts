import type { Address } from '#core/address.ts'
import type { SlotImage } from '#core/boot/boot-state.ts'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import { shortDigest } from '#core/digest.ts'
import { ExpectedError, messageOf } from '#core/errors.ts'
import type { ContentIndex } from './content-index.ts'
import type { ImageKnowledge } from './image-knowledge.ts'
import { hashImage } from './read-chunks.ts'
import type { SlotSet } from './slot-set.ts'

/** Reads the running images whole. Resolves with what is wrong with them, undefined where nothing is. */
export async function checkRunning(slots: SlotSet, images: readonly SlotImage[]): Promise<string | undefined> {
  for (const { component, digest, imageBytes } of images) {
    try {
      const actual = await hashImage(slots.active(component), chunkGeometry(imageBytes))
      if (actual !== digest)
        return `the ${component} image reads as ${shortDigest(actual)}… instead of ${shortDigest(digest)}…`
    } catch (error) {
      return `the ${component} image cannot be read: ${messageOf(error)}`
    }
  }
  return undefined
}

/** Where the chunks of running images are looked up, and who hears of images that cannot be read. */
export interface RunningIndex {
  readonly knowledge: ImageKnowledge
  readonly content: ContentIndex
  readonly unreadable: (component: string, reason: string) => void
}

/**
 * Makes the chunks of the running images findable and returns their addresses: a confirmed device serves them.
 * An image that cannot be read is not served; the device runs on, and takes its next release without a base.
 */
export async function indexRunning(
  slots: SlotSet,
  images: readonly SlotImage[],
  { knowledge, content, unreadable }: RunningIndex,
): Promise<readonly Address[]> {
  const addresses: Address[] = []
  for (const { component, digest, imageBytes } of images) {
    const geometry = chunkGeometry(imageBytes)
    const active = slots.active(component)
    try {
      const digests = await knowledge.digests(active, digest, imageBytes, geometry.chunkBytes)
      addresses.push(...content.addRunning(active, geometry, digests))
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error
      unreadable(component, error.message)
    }
  }
  return addresses
}
