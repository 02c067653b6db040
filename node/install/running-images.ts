import type { Address } from '#core/address.ts'
import type { SlotImage } from '#core/boot/boot-state.ts'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import { shortDigest } from '#core/digest.ts'
import { messageOf } from '#core/errors.ts'
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

/** Makes the chunks of the running images findable and returns their addresses: a confirmed device serves them. */
export async function indexRunning(
  slots: SlotSet,
  images: readonly SlotImage[],
  knowledge: ImageKnowledge,
  content: ContentIndex,
): Promise<readonly Address[]> {
  const addresses: Address[] = []
  for (const { component, digest, imageBytes } of images) {
    const geometry = chunkGeometry(imageBytes)
    const active = slots.active(component)
    const digests = await knowledge.digests(active, digest, imageBytes, geometry.chunkBytes)
    addresses.push(...content.addRunning(active, geometry, digests))
  }
  return addresses
}
